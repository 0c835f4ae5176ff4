package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.DatabaseClock;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearbyWorkerTest {

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final List<UUID> taken = new ArrayList<>();
    private NearbyWorker worker;

    @BeforeEach
    void clock() {
        clock.observe(store.now(), System.nanoTime(), System.nanoTime());
        worker = worker();
        worker.is(taken::add);
    }

    @Test
    void a_run_that_is_due_is_offered_to_the_worker_which_may_have_no_place() {
        assertThat(worker.takes(run("default", now(), false, ""))).isTrue();
        assertThat(taken).hasSize(1);

        worker.is(run -> false);

        assertThat(worker.takes(run("default", now(), false, ""))).isFalse();
    }

    @Test
    void without_a_worker_nothing_is_taken() {
        assertThat(worker().takes(run("default", now(), false, ""))).isFalse();
    }

    @Test
    void what_is_not_due_or_waits_for_its_key_or_for_one_member_is_not_offered() {
        worker.takes(run("default", now().plusSeconds(1), false, ""));
        worker.takes(run("default", now(), true, ""));
        worker.takes(run("default", now(), false, "somebody"));

        assertThat(taken).isEmpty();
    }

    @Test
    void what_a_limit_counts_is_not_offered() {
        store.execute("insert into queue (name, max_active) values ('narrow', 5)");
        store.execute("insert into tenant (id, max_active) values ('small', 5)");

        worker.takes(run("narrow", now(), false, ""));
        worker.takes(
                new RunEvent.Fired(UUID.randomUUID(), UUID.randomUUID(), "default", "small", 5, now(), 0, false, ""));

        assertThat(taken).isEmpty();
    }

    @Test
    void what_is_paused_is_not_offered() {
        store.execute("update queue set paused = true");

        worker.takes(run("default", now(), false, ""));

        assertThat(taken).isEmpty();
    }

    private NearbyWorker worker() {
        Rooms rooms = TestClaims.rooms(store.database());
        Claims claims = new Claims(
                new ClaimKinds(null, rooms, null),
                new QueueNames(new QueueNameRepository(store.database())),
                null,
                null,
                new Told<>());
        return new NearbyWorker(clock, claims);
    }

    private Instant now() {
        return clock.surely().minus(Duration.ofNanos(1_000));
    }

    private static RunEvent.Fired run(String queue, Instant dueAt, boolean blocked, String target) {
        return new RunEvent.Fired(UUID.randomUUID(), UUID.randomUUID(), queue, "default", 5, dueAt, 0, blocked, target);
    }
}
