package carillon.run;

import java.util.UUID;

/**
 * What a target is told that says how its attempt ended; the same however often it says so.
 *
 * @param outcome {@code succeeded} or {@code failed}
 */
public record CallbackAnswer(UUID run, int attempt, String outcome) {}
