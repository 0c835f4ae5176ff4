package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Fills table job: a job that the application has stored is copied, because a million requests would take too long. */
final class Schedules {

    /** Each copy has a name, an id and a start of its own; its first instant is its start. */
    private static final String COPY =
            """
            insert into job (id, tenant, name, queue, priority, state, spec, payload, next_fire_at, fired, counts_after,
                             counts_fired, one_shot, created_at, updated_at, version)
            select encode(substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint), 3, 6)
                     || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                   j.tenant, n.name, j.queue, j.priority, j.state,
                   j.spec || jsonb_build_object(
                     'name', n.name,
                     'start', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
                   j.payload, n.at, j.fired, j.counts_after, j.counts_fired, j.one_shot, j.created_at, j.updated_at,
                   j.version
              from job j
             cross join lateral (
               select j.name || '-' || i as name,
                      date_trunc('milliseconds', timestamptz '%s' + random() * interval '%d milliseconds') as at
                 from generate_series(1, %d) i) n
             where j.name = '%s'""";

    /** Longer than anything that is measured: none of the copies fires twice. */
    private static final String RULE = "\"type\":\"interval\",\"every\":\"P1D\"";

    private static final Duration FAR = Duration.ofDays(365);

    private final Stage stage;

    Schedules(Stage stage) {
        this.stage = stage;
    }

    /** Adds daily jobs whose first instants are spread by chance over the time from {@code first} on. */
    void add(int jobs, Instant first, Duration spread) {
        if (jobs == 0) {
            return;
        }
        String model = JobText.of(RULE, ",\"start\":\"" + first.plus(FAR) + "\"");
        stage.load().submit(List.of(model));
        stage.store().execute(COPY.formatted(first, spread.toMillis(), jobs, JobText.name(model)));
    }
}
