package carillon.handler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How one attempt went. Texts hold no NUL character, which PostgreSQL cannot store. */
public sealed interface Outcome {

    /**
     * @param result JSON text to keep with the run, below 0.5 MiB; null for none
     */
    record Succeeded(String result) implements Outcome {}

    /** The target has taken the attempt over, and will say by a callback how it went. */
    record Accepted() implements Outcome {}

    /**
     * @param error one line for people: what happened, at most 2,000 characters; longer and many-lined ones are made so
     * @param retryable false when another attempt cannot help, unless the job's rules say otherwise
     * @param retryAfter the shortest wait before another attempt that the target asked for, zero to 24 h; null when it
     *     did not
     * @param result JSON text to keep with the run, such as the response of an HTTP target; null for none
     * @param kind what the job's retry rules choose it by
     */
    record Failed(String error, boolean retryable, Duration retryAfter, String result, FailureKind kind)
            implements Outcome {

        public Failed {
            error = ErrorLine.of(error);
        }

        /** Of a kind that no rule chooses. */
        public Failed(String error, boolean retryable, Duration retryAfter, String result) {
            this(error, retryable, retryAfter, result, FailureKind.NONE);
        }

        public static Failed retryable(String error) {
            return retryable(error, FailureKind.NONE);
        }

        public static Failed retryable(String error, FailureKind kind) {
            return new Failed(error, true, null, null, kind);
        }

        public static Failed permanent(String error) {
            return permanent(error, FailureKind.NONE);
        }

        public static Failed permanent(String error, FailureKind kind) {
            return new Failed(error, false, null, null, kind);
        }
    }

    /**
     * Nothing was done, and the job is not to blame: the attempt does not count, and another follows.
     *
     * @param reason one line for people, as of an error
     * @param pause until the next attempt, more than zero
     * @param sooner completed when what it waits for is there before the pause is over, at most once and on any thread that
     *     may wait; never when only the time counts
     */
    record Postponed(String reason, Duration pause, CompletionStage<Void> sooner) implements Outcome {

        public Postponed {
            reason = ErrorLine.of(reason);
        }

        /** Until the pause is over. */
        public Postponed(String reason, Duration pause) {
            this(reason, pause, new CompletableFuture<>());
        }
    }
}
