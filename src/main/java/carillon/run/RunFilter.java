package carillon.run;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which runs a list shows, newest scheduled instant first; a null leaves that criterion out.
 *
 * @param batch the catch-up or backfill it belongs to
 * @param since scheduled at or after it
 * @param until scheduled before it
 * @param text found in the job's name or the error, whatever its case; or the id of the run
 * @param fingerprint of dead letters
 * @param before the last run of the page before
 * @param limit 1 to 100
 */
public record RunFilter(
        String tenant,
        UUID job,
        RunState state,
        String queue,
        String member,
        UUID batch,
        Instant since,
        Instant until,
        String text,
        String fingerprint,
        UUID before,
        int limit) {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Null when the text is no id. */
    UUID runId() {
        return text != null && ID.matcher(text).matches() ? UUID.fromString(text) : null;
    }
}
