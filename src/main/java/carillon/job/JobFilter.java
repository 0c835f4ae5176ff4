package carillon.job;

import java.util.UUID;

/**
 * Which jobs a list shows; a null leaves that criterion out.
 *
 * @param handler the handler's type, such as {@code http}
 * @param text found in the name, whatever its case
 * @param after the last job of the page before
 * @param limit 1 to 100
 */
public record JobFilter(
        String tenant, JobState state, String queue, String tag, String handler, String text, UUID after, int limit) {}
