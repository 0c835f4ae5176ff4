package carillon.worker;

import static carillon.worker.Claimed.aRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.cluster.LocalMember;
import carillon.platform.DatabaseException;
import carillon.platform.DatabaseUnavailableException;
import carillon.run.Finish;
import carillon.run.RunState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private final WrittenOutcomes written = new WrittenOutcomes();
    private final Results results = new Results(written, new SilentReports(), new LocalMember());

    @Test
    void outcomes_that_come_together_are_written_together() throws InterruptedException {
        List<Finish> three = List.of(added(), added(), added());

        results.write();

        assertThat(written.batches()).containsExactly(three);
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void no_batch_is_larger_than_five_hundred() throws InterruptedException {
        for (int i = 0; i < 1_001; i++) {
            added();
        }

        while (!results.isEmpty()) {
            results.write();
        }

        assertThat(written.batches()).extracting(List::size).containsExactly(500, 500, 1);
    }

    @Test
    void while_the_database_is_away_outcomes_are_kept_and_written_later() throws InterruptedException {
        Finish first = added();
        written.database(batch -> {
            throw new DatabaseUnavailableException(new SQLException("gone", "08006"));
        });
        assertThatThrownBy(results::write).isInstanceOf(DatabaseUnavailableException.class);
        Finish second = added();
        assertThat(results.pending()).containsExactlyInAnyOrder(id(first), id(second));
        assertThat(results.isEmpty()).isFalse();

        written.database(batch -> {});
        results.write();
        results.write();

        assertThat(written.all()).containsExactly(first, second);
        assertThat(results.isEmpty()).isTrue();
        assertThat(results.pending()).isEmpty();
    }

    @Test
    void an_outcome_that_cannot_be_stored_fails_only_its_own_run() throws InterruptedException {
        Finish good = added();
        Finish bad = finish("\"\\u0000\"");
        results.add(bad);
        written.database(batch -> {
            if (batch.contains(bad)) {
                throw new DatabaseException(new SQLException("unsupported Unicode escape", "22P05"));
            }
        });

        results.write();

        assertThat(written.all()).hasSize(2).contains(good);
        Finish replaced = written.all().get(1);
        assertThat(replaced.run()).isEqualTo(bad.run());
        assertThat(replaced.state()).isEqualTo(RunState.failed);
        assertThat(replaced.error()).contains("22P05");
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void a_refusal_that_is_no_fault_of_the_outcome_is_tried_again() throws InterruptedException {
        Finish finish = added();
        written.database(batch -> {
            throw new DatabaseException(new SQLException("canceling statement due to user request", "57014"));
        });
        assertThatThrownBy(results::write).isInstanceOf(DatabaseException.class);

        written.database(batch -> {});
        results.write();

        assertThat(written.all()).containsExactly(finish);
    }

    @Test
    void an_outcome_that_is_taken_in_no_form_does_not_hold_up_the_others() throws InterruptedException {
        Finish bad = added();
        Finish good = added();
        written.database(batch -> {
            if (batch.stream().anyMatch(finish -> id(finish).equals(id(bad)))) {
                throw new DatabaseException(new SQLException("violates a constraint", "23514"));
            }
        });

        results.write();

        assertThat(written.all()).containsExactly(good);
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void a_run_is_pending_from_its_outcome_to_the_commit_of_it() throws InterruptedException {
        Finish finish = added();
        written.database(batch -> assertThat(results.pending()).containsExactly(id(finish)));

        results.write();

        assertThat(written.all()).hasSize(1);
        assertThat(results.pending()).isEmpty();
    }

    @Test
    void with_thousands_unwritten_the_database_is_behind() {
        for (int i = 0; i < 5_001; i++) {
            assertThat(results.behind()).isFalse();
            added();
        }

        assertThat(results.behind()).isTrue();
    }

    private Finish added() {
        Finish finish = finish(null);
        results.add(finish);
        return finish;
    }

    private static UUID id(Finish finish) {
        return finish.run().id();
    }

    private static Finish finish(String result) {
        return new Finish(
                aRun().build(), RunState.succeeded, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, result, null);
    }
}
