package carillon.run;

import carillon.handler.Outcome;
import carillon.platform.Json;
import carillon.run.RunView.AttemptView;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A run whose newest attempt may be in the hands of a target, read in one moment.
 *
 * @param run as its claim gave it
 * @param member of the newest attempt, which made the request
 * @param startedAt null while the member waits for the answer to its request
 * @param now the database's time
 * @param overLimit true when the job's hard limit has passed since the start
 */
record HeldRun(RunView view, ClaimedRun run, UUID member, Instant startedAt, Instant now, boolean overLimit) {

    boolean isUnderWay(int attempt) {
        return view.state() == RunState.active && view.attempt() == attempt;
    }

    /** What becomes of the run when its attempt ends so. */
    Finish finish(Outcome outcome) {
        Duration startedAfter = startedAt == null ? Duration.ZERO : Duration.between(run.claimedAt(), startedAt);
        Duration took = Duration.between(run.claimedAt(), now).minus(startedAfter);
        return Finish.of(run, outcome, startedAfter, took.isNegative() ? Duration.ZERO : took);
    }

    /** Whether the attempt has ended just like that. */
    boolean endedAs(int attempt, Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded done) {
            return view.state() == RunState.succeeded
                    && view.attempt() == attempt
                    && Objects.equals(json(view.result()), json(done.result()));
        }
        String error = ((Outcome.Failed) outcome).error();
        return view.attempts().stream()
                .filter(one -> one.number() == attempt)
                .anyMatch(one -> one.outcome().equals("failed") && error.equals(one.error()));
    }

    private static JsonValue json(String text) {
        return text == null ? JsonValue.NULL : Json.read(text, JsonValue.class);
    }

    /** How the attempt ended, for people. */
    String ending(int attempt) {
        String outcome = view.attempts().stream()
                .filter(one -> one.number() == attempt)
                .map(AttemptView::outcome)
                .findFirst()
                .orElse("ended");
        return "Attempt " + attempt + " is over (" + outcome + "), and the run is " + view.state()
                + (view.attempt() > attempt ? " with attempt " + view.attempt() : "") + ". Nothing was done: stop.";
    }
}
