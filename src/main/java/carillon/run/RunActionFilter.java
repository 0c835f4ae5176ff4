package carillon.run;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which runs something is to be done to; a null leaves that criterion out.
 *
 * @param batch the catch-up or backfill they belong to
 * @param since scheduled at or after it
 * @param until scheduled before it
 * @param q found in the job's name or the error, whatever its case; or the id of the run
 * @param fingerprint of dead letters
 */
public record RunActionFilter(
        UUID job,
        RunState state,
        String queue,
        UUID member,
        UUID batch,
        Instant since,
        Instant until,
        String q,
        String fingerprint) {

    /** True when it leaves every criterion out. */
    public boolean matchesAll() {
        return Stream.of(job, state, queue, member, batch, since, until, q, fingerprint)
                .allMatch(Objects::isNull);
    }
}
