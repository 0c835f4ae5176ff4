package carillon.worker;

import carillon.handler.Attempt;
import carillon.handler.AttemptReport;
import carillon.handler.Handlers;
import carillon.handler.Outcome;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Handlers whose attempts end when and how the test says. */
final class ScriptedHandlers extends Handlers {

    private final Map<UUID, CompletableFuture<Outcome>> begun = new ConcurrentHashMap<>();
    private final Map<UUID, AttemptReport> reports = new ConcurrentHashMap<>();

    @Override
    public CompletableFuture<Outcome> perform(Attempt attempt, AttemptReport report) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        begun.put(attempt.run(), outcome);
        reports.put(attempt.run(), report);
        return outcome;
    }

    AttemptReport report(UUID run) {
        return reports.get(run);
    }

    CompletableFuture<Outcome> of(UUID run) {
        return begun.get(run);
    }

    Map<UUID, CompletableFuture<Outcome>> begun() {
        return begun;
    }
}
