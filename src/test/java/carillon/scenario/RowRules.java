package carillon.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** What the journal tells of a run ends as its row stands, and no row that was written is gone. */
final class RowRules {

    private final Journal journal;
    private final History history;

    RowRules(Journal journal, History history) {
        this.journal = journal;
        this.history = history;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        Map<UUID, HistoryRun> rows = new HashMap<>();
        history.runs().forEach(run -> rows.put(run.id(), run));
        Violations violations = Violations.of("rows:");
        for (List<JournalEntry> entries : journal.byRun().values()) {
            JournalEntry last = entries.get(entries.size() - 1);
            HistoryRun row = rows.get(last.run());
            boolean deleted = last.kind() == JournalEntry.Kind.DELETED;
            violations.unless(row != null || deleted, "there is none any more after " + last);
            violations.unless(row == null || !deleted, row + " is there after " + last);
            violations.unless(
                    row == null || deleted || row.state().equals(last.after()) && row.attempt() == last.attempt(),
                    row + " at attempt " + (row == null ? 0 : row.attempt()) + " is not what " + last + " made it");
        }
        return violations.lines();
    }
}
