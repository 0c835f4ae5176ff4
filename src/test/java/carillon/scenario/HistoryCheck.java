package carillon.scenario;

import java.util.List;
import java.util.stream.Stream;

/** Decides from the rows of every job and run whether the promises were kept; for a database in which all is done. */
final class HistoryCheck {

    private HistoryCheck() {}

    /** What does not hold, one line each; empty when all is well. */
    static List<String> violations(History history, Told told) {
        return Stream.of(
                        new InstantRules(history, told).violations(),
                        new RunRules(history).violations(),
                        new AttemptRules(history).violations(),
                        new TimerRules(history).violations(),
                        new BoundRules(history).violations(),
                        new MisfireRules(history, told).violations())
                .flatMap(lines -> lines)
                .toList();
    }
}
