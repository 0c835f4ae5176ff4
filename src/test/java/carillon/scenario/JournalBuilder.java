package carillon.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A journal without a fault, into which tests plant one: two members, of which one is given up and comes back, and four
 * runs: one that succeeded at once, one after a failure, one after a crash, and one of a key after it was handed back.
 */
final class JournalBuilder {

    static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00Z");

    final UUID one = UUID.randomUUID();
    final UUID other = UUID.randomUUID();
    final HistoryJob plain = HistoryBuilder.job("plain", "{'type':'now'}", true);
    final HistoryJob failing = HistoryBuilder.job("failing", "{'type':'now'}", true);
    final HistoryJob crashing = HistoryBuilder.job("crashing", "{'type':'now'}", true);
    final HistoryJob keyed = HistoryBuilder.job("keyed", "{'type':'now'}", true);
    final Map<String, Integer> queues = new HashMap<>();
    final Map<String, Integer> tenants = new HashMap<>();
    final List<Call> calls = new ArrayList<>();
    final List<Call> confirmed = new ArrayList<>();
    private final JournalDraft back;
    private final List<JournalDraft> entries = new ArrayList<>();
    private final Map<UUID, JournalDraft> newest = new HashMap<>();

    JournalBuilder() {
        lease(0, 1, one);
        UUID first = fired(plain, 10, 1, null);
        claimed(first, 20, one);
        ended(first, 30, "succeeded", null, null);
        calls.add(new Call(first, 1, at(25), 200));
        UUID second = fired(failing, 10, 1, null);
        claimed(second, 40, one);
        ended(second, 50, "retrying", null, "failed").dueAt = at(1_050);
        claimed(second, 1_060, one);
        ended(second, 1_070, "succeeded", null, "failed");
        UUID third = fired(crashing, 10, 1, null);
        claimed(third, 60, one);
        lease(3_000, 2, other);
        member(12_000, one, "up", "gone");
        ended(third, 12_010, "retrying", "rescued", "crashed");
        claimed(third, 12_020, other);
        ended(third, 12_030, "succeeded", null, "crashed");
        back = member(12_040, one, "gone", "up");
        UUID fourth = fired(keyed, 12_050, 2, "tenants");
        claimed(fourth, 12_060, one);
        ended(fourth, 12_070, "retrying", "handed back", "handed-back");
        claimed(fourth, 12_080, one);
        ended(fourth, 12_090, "failed", null, "handed-back");
        change(fourth, 12_100, "retrying", "retried");
        claimed(fourth, 12_110, other);
        ended(fourth, 12_120, "cancelled", "told so", "failed");
    }

    static Instant at(long millis) {
        return BEGAN.plusMillis(millis);
    }

    private JournalDraft add(JournalDraft draft) {
        entries.add(draft);
        if (draft.run != null) {
            newest.put(draft.run, draft);
        }
        return draft;
    }

    JournalDraft lease(long millis, long epoch, UUID owner) {
        JournalDraft draft = new JournalDraft(at(millis));
        draft.kind = JournalEntry.Kind.LEASE;
        draft.epoch = epoch;
        draft.member = owner;
        return add(draft);
    }

    JournalDraft member(long millis, UUID member, String before, String after) {
        JournalDraft draft = new JournalDraft(at(millis));
        draft.kind = JournalEntry.Kind.MEMBER;
        draft.member = member;
        draft.before = before;
        draft.after = after;
        return add(draft);
    }

    UUID fired(HistoryJob job, long millis, long epoch, String key) {
        JournalDraft draft = new JournalDraft(at(millis));
        draft.kind = JournalEntry.Kind.FIRED;
        draft.run = UUID.randomUUID();
        draft.job = job.id();
        draft.key = key;
        draft.scheduledAt = draft.at;
        draft.dueAt = draft.at;
        draft.after = "scheduled";
        draft.epoch = epoch;
        return add(draft).run;
    }

    JournalDraft claimed(UUID run, long millis, UUID member) {
        JournalDraft draft = newest.get(run).next(at(millis));
        draft.after = "active";
        draft.attempt++;
        draft.member = member;
        return add(draft);
    }

    JournalDraft ended(UUID run, long millis, String state, String reason, String outcome) {
        JournalDraft draft = change(run, millis, state, reason);
        draft.outcome = outcome;
        return draft;
    }

    JournalDraft change(UUID run, long millis, String state, String reason) {
        JournalDraft draft = newest.get(run).next(at(millis));
        draft.after = state;
        draft.reason = reason;
        return add(draft);
    }

    JournalDraft deleted(UUID run, long millis) {
        JournalDraft draft = change(run, millis, null, null);
        draft.kind = JournalEntry.Kind.DELETED;
        return draft;
    }

    /** Of a job's run, the entry that so many others of it come before. */
    JournalDraft entry(HistoryJob job, int place) {
        return entries.stream()
                .filter(draft -> job.id().equals(draft.job))
                .skip(place)
                .findFirst()
                .orElseThrow();
    }

    UUID run(HistoryJob job) {
        return entry(job, 0).run;
    }

    /** When the member that was given up is one like the others again. */
    void backAt(Instant time) {
        back.at = time;
    }

    JournalBuilder remove(JournalDraft draft) {
        entries.remove(draft);
        return this;
    }

    /** In the order of their times. */
    private Journal journal() {
        List<JournalDraft> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(draft -> draft.at));
        return new Journal(
                IntStream.range(0, sorted.size())
                        .mapToObj(i -> sorted.get(i).entry(i + 1))
                        .toList(),
                queues,
                tenants);
    }

    List<String> violations() {
        return violations(rows());
    }

    /** The rows as the journal leaves them. */
    List<HistoryRun> rows() {
        return newest.values().stream()
                .map(draft -> new HistoryRunBuilder(draft.job, draft.scheduledAt)
                        .withId(draft.run)
                        .state(String.valueOf(draft.after))
                        .attempt(draft.attempt)
                        .build())
                .toList();
    }

    List<String> violations(List<HistoryRun> rows) {
        History history = new History(List.of(plain, failing, crashing, keyed), rows, 2, at(60_000));
        return JournalCheck.violations(journal(), history);
    }

    List<String> callViolations() {
        return new CallRules(journal(), calls, confirmed, Set.of(plain.id()))
                .violations()
                .toList();
    }
}
