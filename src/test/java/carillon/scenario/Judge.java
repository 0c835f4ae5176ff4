package carillon.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Reads the rows of every job and run, and every change since the scenario began, and says what does not hold. */
final class Judge {

    private final HistoryReader rows;
    private final JournalReader changes;
    private final Set<String> reported = new HashSet<>();
    private long read;
    private Journal journal = new Journal(List.of(), Map.of(), Map.of());

    Judge(DataSource database) {
        this.rows = new HistoryReader(database);
        this.changes = new JournalReader(database);
    }

    /** What came before is not judged again; for a moment at which nothing is open. */
    void beginJournal() {
        read = changes.lastNumber();
    }

    /** For a database in which all is done. What an earlier call found is not told again. */
    History verify(Told told) {
        History history = rows.read();
        journal = changes.readAfter(read);
        List<String> fresh = Stream.concat(
                        HistoryCheck.violations(history, told).stream(),
                        JournalCheck.violations(journal, history).stream())
                .filter(reported::add)
                .toList();
        Measure.print(
                "judged",
                history.runs().size() + " runs of " + history.jobs().size() + " jobs, "
                        + journal.entries().size() + " changes, " + fresh.size() + " violations");
        fresh.forEach(this::explain);
        assertThat(fresh).as("violations in the history of all runs").isEmpty();
        return history;
    }

    /** Prints what the journal tells of the runs that a violation names. */
    private void explain(String violation) {
        Measure.print("violation", violation);
        journal.byRun().forEach((run, entries) -> {
            if (violation.contains(run.toString())) {
                entries.forEach(entry -> Measure.print("  of that run", entry));
            }
        });
    }

    /** Every change since the scenario began, as {@link #verify} read it last. */
    Journal journal() {
        return journal;
    }
}
