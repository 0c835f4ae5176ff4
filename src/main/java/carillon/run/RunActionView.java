package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * What was asked for many runs at once, and how far it is.
 *
 * @param id null for a trial, which changes nothing
 * @param author who asked for it
 * @param matched how many runs it was for when it was asked for, at most {@link RunActionRepository#MOST_COUNTED}
 * @param done how many it has changed; others may have changed since it was asked for
 * @param createdAt null for a trial
 * @param endedAt null while it goes on, and for a trial
 */
public record RunActionView(
        UUID id,
        RunActionKind action,
        RunActionFilter filter,
        String reason,
        String author,
        long matched,
        long done,
        Instant createdAt,
        Instant endedAt) {}
