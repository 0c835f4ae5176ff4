package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * An outage of hours that takes no time: what the database knows of jobs whose first instant is still to come is moved
 * into the past, and reads as if no timer had been there since.
 */
final class LongOutage {

    private static final String MOVE =
            """
            update job j
               set created_at = j.created_at - o.length, counts_after = j.counts_after - o.length,
                   next_fire_at = j.next_fire_at - o.length,
                   spec = j.spec || jsonb_build_object(
                     'start', to_char((j.spec->>'start')::timestamptz - o.length, o.format),
                     'end', to_char((j.spec->>'end')::timestamptz - o.length, o.format))
              from (select ?::interval as length, 'YYYY-MM-DD"T"HH24:MI:SS"Z"' as format,
                           set_config('TimeZone', 'UTC', true)) o
             where j.id = any(?) and j.fired = 0 and j.next_fire_at > clock_timestamp() + interval '6 seconds'
            returning j.id""";

    /** Before the first instant, for the submit and the move. */
    private static final Duration LEAD = Duration.ofSeconds(15);

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Duration length;
    private final Instant start;

    /** @param now by the database's clock, a whole second */
    LongOutage(Duration length, Instant now) {
        this.length = length;
        this.start = now.plus(LEAD);
    }

    /** A job with an instant in each second of the outage, of which so many are to be caught up with at most. */
    JobRequest missed(int limit) {
        return job().misfire("catch-up", GRACE, limit).everySecond().between(start, start.plus(length));
    }

    /** From now on the jobs are late by hours. Returns until when their instants are surely missed. */
    Instant missAll(Set<UUID> jobs, Rows rows) {
        Instant missed = rows.now().minus(GRACE);
        assertThat(rows.ids(MOVE, length.toString(), jobs))
                .as("jobs that no timer has looked at")
                .isEqualTo(jobs);
        return missed;
    }
}
