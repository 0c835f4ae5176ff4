package carillon.queue;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.platform.Ids;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What queues hold, counted on the real database. */
class QueueRepositoryTest {

    private final TestStore store = TestStore.empty();
    private final QueueRepository repository = new QueueRepository(store.database());
    private Instant now;
    private UUID job;

    @BeforeEach
    void fill() {
        now = store.now();
        job = store.job(aJob().build(), now, null);
        RunDays.around(store);
    }

    @Test
    void runs_are_counted_by_what_they_wait_for() {
        store.execute("insert into queue (name, paused) values ('slow', true)");
        run("default", "scheduled", -30, false);
        run("default", "retrying", -10, false);
        run("default", "scheduled", 60, false);
        run("default", "active", -5, false);
        run("default", "failed", -5, true);
        run("default", "succeeded", -5, true);
        run("slow", "retrying", 60, false);

        assertThat(repository.status()).extracting(QueueStatus::name).containsExactly("default", "slow");
        QueueStatus usual = repository.status().get(0);
        assertThat(usual.paused()).isFalse();
        assertThat(usual.waiting()).isEqualTo(2);
        assertThat(usual.delayed()).isEqualTo(1);
        assertThat(usual.active()).isEqualTo(1);
        assertThat(usual.failed()).isEqualTo(1);
        assertThat(usual.oldestWait()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(2));
        QueueStatus slow = repository.status().get(1);
        assertThat(slow.paused()).isTrue();
        assertThat(slow.delayed()).isEqualTo(1);
        assertThat(slow.waiting()).isZero();
        assertThat(slow.oldestWait()).isZero();
    }

    @Test
    void an_empty_queue_is_listed_too() {
        assertThat(repository.status())
                .containsExactly(
                        new QueueStatus("default", false, null, null, 0, 0, 0, 0, Duration.ZERO, null, null, 1, null));
    }

    @Test
    void a_pause_returns_when_no_claim_that_began_before_it_is_left() throws Exception {
        run("default", "scheduled", -30, false);
        Queues queues = new Queues(repository, new Told<>());
        try (Connection claim = store.source().getConnection()) {
            claim.setAutoCommit(false);
            claim.createStatement().execute("update run set state = 'active', attempt = 1");

            CompletableFuture<Boolean> pause =
                    CompletableFuture.supplyAsync(() -> queues.pause("default", null, "ada"));
            await().until(() -> (Boolean) store.value("select paused from queue where name = 'default'"));
            List<String> looked = repository.changes();
            assertThat(looked).isNotEmpty();
            assertThat(pause).isNotDone();
            claim.commit();

            assertThat(pause.get()).isTrue();
        }
        assertThat(repository.changes()).isEmpty();
    }

    private void run(String queue, String state, int dueIn, boolean isFinal) {
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, dead)
                values (?, ?, ?, ?, now(), case when ? then now() end, 1, ?::run_state, 5, 'default', ?, ?)""",
                Ids.random(now),
                job,
                time(now.plusSeconds(dueIn)),
                time(now.plusSeconds(dueIn)),
                isFinal,
                state,
                queue,
                state.equals("failed"));
    }
}
