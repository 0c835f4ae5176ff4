package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressRepositoryTest {

    private final TestStore store = TestStore.empty();
    private final ProgressRepository repository = new ProgressRepository(store.database());
    private final RunRepository runs = new RunRepository(store.database());
    private UUID run;

    @BeforeEach
    void anActiveRun() {
        Instant now = store.now();
        RunDays.around(store);
        UUID job = store.job(aJob().build(), now, null);
        run = NewRun.scheduled(job, aJob().build(), now.minusSeconds(1)).id();
        new FireRepository(store.database())
                .insert(
                        "default",
                        List.of(new FireRepository.Queued(
                                NewRun.scheduled(job, aJob().build(), now.minusSeconds(1)), "default")));
        new ClaimRepository(store.database()).claim(store.member(), List.of(run));
    }

    @Test
    void the_run_shows_how_far_its_attempt_says_it_is() {
        assertThat(shown().progress()).isNull();

        repository.write(List.of(new RunProgress(run, 1, 0.25, "a quarter")));

        assertThat(shown().progress()).isEqualTo(0.25);
        assertThat(shown().progressMessage()).isEqualTo("a quarter");
    }

    @Test
    void it_is_shown_to_six_digits() {
        for (double said : new double[] {0.1, 0.7, 0.123456, 0.999999, 1, 0, 0.000001}) {
            repository.write(List.of(new RunProgress(run, 1, said, null)));

            assertThat(shown().progress()).isEqualTo(said);
        }
        repository.write(List.of(new RunProgress(run, 1, 1 / 3.0, null)));

        assertThat(shown().progress()).isEqualTo(0.333333);
    }

    @Test
    void the_word_of_an_attempt_that_is_over_changes_nothing() {
        repository.write(List.of(new RunProgress(run, 1, 0.25, "a quarter")));
        store.execute("update run set attempt = 2");

        assertThat(shown().progress()).as("of the second attempt").isNull();
        repository.write(List.of(new RunProgress(run, 1, 0.75, "late")));
        assertThat(shown().progress()).isNull();
        assertThat(store.value("select progress from run")).isEqualTo(0.25f);
    }

    @Test
    void it_stays_with_a_run_that_has_ended() {
        repository.write(List.of(new RunProgress(run, 1, 0.25, "a quarter")));
        store.execute("update run set state = 'failed', finished_at = now()");

        repository.write(List.of(new RunProgress(run, 1, 0.75, "late")));

        assertThat(shown().progress()).isEqualTo(0.25);
    }

    @Test
    void a_row_that_somebody_else_holds_is_not_waited_for() throws Exception {
        try (OneTransaction other = new OneTransaction(store)) {
            other.execute("update run set reason = 'held' where id = ?", run);

            CompletableFuture.runAsync(() -> repository.write(List.of(new RunProgress(run, 1, 0.5, null))))
                    .get(20, TimeUnit.SECONDS);

            other.commit();
        }

        assertThat(shown().progress()).isNull();
    }

    @Test
    void a_fraction_is_brought_between_0_and_1_and_a_message_is_one_line() {
        assertThat(new RunProgress(run, 1, 7, null).fraction()).isEqualTo(1);
        assertThat(new RunProgress(run, 1, -1, null).fraction()).isZero();
        assertThat(new RunProgress(run, 1, Double.NaN, null).fraction()).isZero();
        assertThat(new RunProgress(run, 1, 0.5, "a\nb\0c ").message()).isEqualTo("a b c");
        assertThat(new RunProgress(run, 1, 0.5, "x".repeat(600)).message())
                .hasSize(500)
                .endsWith("x…");
    }

    private RunView shown() {
        return runs.find("default", run).orElseThrow();
    }
}
