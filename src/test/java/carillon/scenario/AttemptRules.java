package carillon.scenario;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The attempts of a run are numbered, follow one another, and add up to what its columns count. */
final class AttemptRules {

    private static final Set<String> FOLLOWED_BY_ANOTHER =
            Set.of(HistoryAttempt.FAILED, HistoryAttempt.CRASHED, HistoryAttempt.HANDED_BACK, HistoryAttempt.POSTPONED);

    private final History history;

    AttemptRules(History history) {
        this.history = history;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return history.runs().stream().flatMap(run -> Stream.concat(counts(run), order(run)));
    }

    private static Stream<String> counts(HistoryRun run) {
        int postponed = postponed(run);
        long listed = run.earlier().size() - run.count(HistoryAttempt.POSTPONED) + postponed;
        long crashes = run.count(HistoryAttempt.CRASHED);
        long forgiven = crashes + run.count(HistoryAttempt.HANDED_BACK) + postponed;
        return Violations.of(run)
                .unless(
                        listed == run.attempt() || listed == run.attempt() - 1,
                        "is at attempt " + run.attempt() + " and lists " + listed)
                .unless(run.crashes() == crashes, "counts " + run.crashes() + " crashes and lists " + crashes)
                .unless(run.forgiven() == forgiven, "forgives " + run.forgiven() + " attempts and lists " + forgiven)
                .unless(
                        (run.attempt() == 0) == (run.member() == null && run.claimedAt() == null),
                        "does not say who made its attempts, or had none")
                .lines();
    }

    /** Those included that are not kept: their numbers are missing before the one that is. */
    private static int postponed(HistoryRun run) {
        int all = 0;
        int before = 0;
        for (HistoryAttempt attempt : run.attempts()) {
            all += attempt.outcome().equals(HistoryAttempt.POSTPONED) ? attempt.number() - before : 0;
            before = attempt.number();
        }
        return all;
    }

    private static Stream<String> order(HistoryRun run) {
        Violations violations = Violations.of(run);
        List<HistoryAttempt> attempts = run.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            HistoryAttempt attempt = attempts.get(i);
            String name = "attempt " + attempt.number() + " ";
            int before = i == 0 ? 0 : attempts.get(i - 1).number();
            boolean follows = attempt.outcome().equals(HistoryAttempt.POSTPONED)
                    ? attempt.number() > before
                    : attempt.number() == before + 1;
            violations.unless(follows, name + "stands at place " + (i + 1));
            violations.unless(attempt.member() != null, name + "has no member");
            violations.unless(
                    attempt.finishedAt() == null || follows(attempt.finishedAt(), attempt.startedAt()),
                    name + "ended before it began");
            if (i + 1 < attempts.size()) {
                violations.unless(
                        FOLLOWED_BY_ANOTHER.contains(attempt.outcome()),
                        name + "was followed by another though it " + attempt.outcome());
                violations.unless(
                        follows(attempts.get(i + 1).startedAt(), attempt.finishedAt()),
                        name + "was under way when the next began");
            }
        }
        return violations.lines();
    }

    private static boolean follows(Instant later, Instant earlier) {
        return later != null && earlier != null && !later.isBefore(earlier);
    }
}
