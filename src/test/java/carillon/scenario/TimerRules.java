package carillon.scenario;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Timers fire one after another: once an epoch has fired, no earlier one does. */
final class TimerRules {

    private final History history;

    TimerRules(History history) {
        this.history = history;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        List<HistoryRun> fired = history.runs().stream()
                .filter(run -> run.epoch() != 0)
                .sorted(Comparator.comparing(HistoryRun::firedAt).thenComparing(HistoryRun::epoch))
                .toList();
        Violations violations = Violations.of("the timer:");
        long newest = 0;
        for (HistoryRun run : fired) {
            violations.unless(
                    run.epoch() >= newest,
                    run + " was fired by epoch " + run.epoch() + " at " + run.firedAt() + ", after epoch " + newest);
            violations.unless(
                    run.epoch() > 0 && run.epoch() <= history.epoch(),
                    run + " was fired by epoch " + run.epoch() + ", which never was");
            newest = Math.max(newest, run.epoch());
        }
        return violations.lines();
    }
}
