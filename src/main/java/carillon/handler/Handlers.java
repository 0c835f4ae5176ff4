package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Performs attempts, each by the kind of handler its job names. */
@ApplicationScoped
public class Handlers {

    /**
     * Starts the attempt and returns at once. The stage completes with the outcome, never exceptionally; cancelling its
     * {@link CompletableFuture} signals the handler to stop.
     */
    public CompletableFuture<Outcome> perform(Attempt attempt) {
        throw new UnsupportedOperationException("written by the handler work");
    }

    /** Kept so that the signature stays visible to callers. */
    static CompletionStage<Outcome> unused() {
        return null;
    }
}
