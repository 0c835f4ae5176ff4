package carillon.run;

import java.time.Duration;

/**
 * The outcome of an attempt as it is written.
 *
 * @param state {@code succeeded}, {@code failed} or {@code retrying}
 * @param startedAfter from the claim to the start of the handler
 * @param took from the start of the handler to its end
 * @param pause until the next attempt; zero unless retrying
 * @param result JSON text; null for none
 * @param error null when it succeeded
 */
public record Finish(
        ClaimedRun run,
        RunState state,
        Duration startedAfter,
        Duration took,
        Duration pause,
        String result,
        String error) {}
