package carillon.run;

import carillon.platform.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Dead letters that look like the same trouble.
 *
 * @param fingerprint what they have in common; takes part in filters
 * @param error of the newest of them
 * @param handler type of the newest one's handler
 * @param count how many there are
 * @param firstAt when the first of them ended
 * @param lastAt when the last of them ended
 * @param newest the newest by its instant
 * @param jobCount how many jobs they belong to
 * @param jobs some of those, at most five
 */
public record FailureGroup(
        String fingerprint,
        String error,
        String handler,
        long count,
        Instant firstAt,
        Instant lastAt,
        UUID newest,
        long jobCount,
        List<NamedJob> jobs) {

    static List<NamedJob> jobs(String json) {
        return json == null ? List.of() : List.of(Json.read(json, NamedJob[].class));
    }

    /** A job by its id and name. */
    public record NamedJob(UUID id, String name) {}
}
