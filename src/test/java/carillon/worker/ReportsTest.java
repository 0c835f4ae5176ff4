package carillon.worker;

import static carillon.worker.Claimed.aRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import carillon.cluster.LocalMember;
import carillon.handler.AttemptReport;
import carillon.handler.Outcome;
import carillon.platform.DatabaseException;
import carillon.platform.DatabaseUnavailableException;
import carillon.run.ClaimedRun;
import carillon.run.Finish;
import carillon.run.LogPiece;
import carillon.run.ProgressRepository;
import carillon.run.RunLogs;
import carillon.run.RunProgress;
import carillon.test.LogLines;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final DatabaseException REFUSED = new DatabaseException(new SQLException("no partition", "23514"));

    private final List<List<LogPiece>> written = new ArrayList<>();
    private final List<RunProgress> progress = new ArrayList<>();
    private Consumer<List<LogPiece>> database = pieces -> {};
    private final ClaimedRun run = aRun().build();

    private final RunLogs logs = new RunLogs(null, 1024 * 1024) {
        @Override
        public Set<LogPiece> append(String member, List<LogPiece> pieces) {
            database.accept(pieces);
            written.add(pieces);
            return Set.copyOf(pieces);
        }
    };

    private final ProgressRepository told = new ProgressRepository(null) {
        @Override
        public void write(List<RunProgress> batch) {
            progress.addAll(batch);
        }
    };

    private final Reports reports = new Reports(logs, told, new LocalMember(), Claimed.clock());

    @Test
    void lines_of_all_attempts_are_written_together_each_with_its_time() {
        ClaimedRun other = aRun().attempt(3).build();
        reports.of(run).log("one\ntwo");
        reports.of(other).log("three");

        reports.write();

        assertThat(written).hasSize(1);
        assertThat(textOf(run)).matches("2026-03-01T10:00:0\\S+Z one\n2026-03-01T10:00:0\\S+Z two\n");
        assertThat(textOf(other)).endsWith("Z three\n");
        assertThat(written.get(0))
                .filteredOn(piece -> piece.run().equals(other.id()))
                .extracting(LogPiece::attempt, LogPiece::part)
                .containsExactly(tuple(3, 1));
    }

    @Test
    void nothing_is_written_for_attempts_that_tell_nothing() {
        reports.of(run);
        reports.of(run).log(null);

        reports.write();
        reports.writeBefore(List.of(done(run)));

        assertThat(written).isEmpty();
        assertThat(progress).isEmpty();
    }

    @Test
    void the_pieces_of_an_attempt_are_numbered_from_write_to_write() {
        AttemptReport report = reports.of(run);
        report.log("one");
        reports.write();
        report.log("two");
        reports.write();

        assertThat(written).extracting(pieces -> pieces.get(0).part()).containsExactly(1, 2);
    }

    @Test
    void the_last_lines_are_written_before_the_outcome() {
        reports.of(run).log("last");

        reports.writeBefore(List.of(done(aRun().build())));
        assertThat(written).as("another run ended").isEmpty();
        reports.writeBefore(List.of(done(run)));

        assertThat(textOf(run)).endsWith(" last\n");
    }

    @Test
    void while_the_database_is_away_lines_are_kept_and_outcomes_not_held_up() {
        AttemptReport report = reports.of(run);
        report.log("one");
        report.progress(0.5, "half");
        database = pieces -> {
            throw new DatabaseUnavailableException(new SQLException("gone", "08006"));
        };
        assertThatThrownBy(reports::write).isInstanceOf(DatabaseUnavailableException.class);
        report.log("two");
        reports.writeBefore(List.of(done(run)));

        database = pieces -> {};
        reports.write();

        assertThat(textOf(run)).containsPattern("(?s) one\n.* two\n");
        assertThat(progress).containsExactly(new RunProgress(run.id(), 1, 0.5, "half"));
    }

    @Test
    void lines_that_the_database_refuses_hold_up_no_others() {
        ClaimedRun bad = aRun().build();
        reports.of(bad).log("refused");
        reports.of(run).log("good");
        database = pieces -> {
            if (pieces.stream().anyMatch(piece -> piece.run().equals(bad.id()))) {
                throw REFUSED;
            }
        };

        try (LogLines lines = LogLines.of(Reports.class)) {
            reports.write();
            assertThat(lines.lines()).singleElement().asString().startsWith("event=log-lines-dropped run=" + bad.id());
        }

        assertThat(textOf(run)).endsWith(" good\n");
        database = pieces -> {};
        written.clear();
        reports.write();
        assertThat(written).isEmpty();
    }

    @Test
    void of_progress_the_last_word_is_written_at_most_once_a_second() {
        AttemptReport report = reports.of(run);
        report.progress(0.1, "a");
        report.progress(0.2, "b");
        reports.write();
        report.progress(0.3, "c");
        reports.write();

        assertThat(progress).containsExactly(new RunProgress(run.id(), 1, 0.2, "b"));
        reports.writeBefore(List.of(done(run)));
        assertThat(progress).contains(new RunProgress(run.id(), 1, 0.3, "c"));
    }

    @Test
    void a_line_is_cut_and_without_characters_that_cannot_be_stored() {
        reports.of(run).log("x".repeat(8_005) + "\0");
        reports.of(run).log("a\0b");

        reports.write();

        assertThat(textOf(run)).contains("x… (6 characters left out)\n").doesNotContain("\0");
    }

    private String textOf(ClaimedRun one) {
        return written.stream()
                .flatMap(List::stream)
                .filter(piece -> piece.run().equals(one.id()))
                .map(LogPiece::text)
                .collect(Collectors.joining());
    }

    private static Finish done(ClaimedRun run) {
        return Finish.of(run, new Outcome.Succeeded(null), Duration.ZERO, Duration.ZERO);
    }
}
