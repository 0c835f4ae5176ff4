package carillon.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The life of a run: each change leads from one state to another that may follow it, attempts are counted one by one, an
 * attempt belongs to who claimed it, and once one has committed a result no other does.
 */
final class LifeRules {

    private static final String FIRED = "";
    private static final String CANCELLED = "cancelled";
    private static final String SKIPPED = "skipped";
    private static final String SCHEDULED = "scheduled";

    private static final Map<String, Set<String>> FOLLOWED_BY = Map.of(
            FIRED,
            Set.of(SCHEDULED, SKIPPED),
            SCHEDULED,
            Set.of(SCHEDULED, JournalEntry.ACTIVE, CANCELLED, SKIPPED),
            JournalEntry.ACTIVE,
            Set.of("succeeded", JournalEntry.FAILED, JournalEntry.RETRYING, CANCELLED),
            JournalEntry.RETRYING,
            Set.of(JournalEntry.RETRYING, JournalEntry.ACTIVE, CANCELLED, SKIPPED),
            JournalEntry.FAILED,
            Set.of(JournalEntry.RETRYING),
            CANCELLED,
            Set.of(SCHEDULED, JournalEntry.RETRYING),
            "succeeded",
            Set.of(),
            SKIPPED,
            Set.of());

    /** What is over begins again only when somebody says so. */
    private static final String RETRIED = "retried";

    private static final Set<String> ENDED = Set.of(JournalEntry.FAILED, CANCELLED);

    private final Journal journal;

    LifeRules(Journal journal) {
        this.journal = journal;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return journal.byRun().values().stream().flatMap(entries -> Stream.of(
                        chain(entries), entries.stream().flatMap(LifeRules::change), commits(entries), end(entries))
                .flatMap(lines -> lines));
    }

    /** Each entry begins where the one before it ended: nothing was changed behind the journal's back. */
    private static Stream<String> chain(List<JournalEntry> entries) {
        Violations violations = Violations.of(entries.get(0));
        violations.unless(entries.get(0).kind() == JournalEntry.Kind.FIRED, "was never fired");
        // What was fired ahead is deleted when its job is paused or edited, and comes again when its instant counts
        // again.
        for (int i = 1; i < entries.size(); i++) {
            JournalEntry last = entries.get(i - 1);
            JournalEntry next = entries.get(i);
            violations.unless(
                    next.kind() != JournalEntry.Kind.FIRED || last.kind() == JournalEntry.Kind.DELETED,
                    "was fired twice, by " + next);
            violations.unless(
                    next.kind() == JournalEntry.Kind.FIRED
                            || last.after() != null
                                    && last.after().equals(next.before())
                                    && last.attempt() == next.attemptBefore(),
                    "was changed unseen between " + last + " and " + next);
        }
        return violations.lines();
    }

    private static Stream<String> change(JournalEntry entry) {
        if (entry.kind() == JournalEntry.Kind.DELETED) {
            return Violations.of(entry)
                    .unless(SCHEDULED.equals(entry.before()) && entry.attempt() == 0, "was deleted after an attempt")
                    .lines();
        }
        String before = entry.before() == null ? FIRED : entry.before();
        return Violations.of(entry)
                .unless(FOLLOWED_BY.getOrDefault(before, Set.of()).contains(entry.after()), "may not follow")
                .unless(!ENDED.contains(before) || RETRIED.equals(entry.reason()), "began again by itself")
                .unless(
                        entry.attempt() == entry.attemptBefore() + (entry.isClaim() ? 1 : 0),
                        "counts from attempt " + entry.attemptBefore())
                .unless(!entry.isClaim() || entry.member() != null, "was claimed by nobody")
                .unless(
                        !entry.endsAttempt()
                                || entry.member() != null && entry.member().equals(entry.memberBefore()),
                        "ended an attempt of " + entry.memberBefore())
                .lines();
    }

    private static Stream<String> commits(List<JournalEntry> entries) {
        List<JournalEntry> successes = entries.stream()
                .filter(entry -> "succeeded".equals(entry.after()))
                .toList();
        return successes.stream().skip(1).map(entry -> entry + " is the second result of its run");
    }

    private static Stream<String> end(List<JournalEntry> entries) {
        JournalEntry last = entries.get(entries.size() - 1);
        boolean open =
                Set.of(SCHEDULED, JournalEntry.ACTIVE, JournalEntry.RETRYING).contains(String.valueOf(last.after()));
        return open ? Stream.of(last + " was left open") : Stream.empty();
    }
}
