package carillon.timer;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.job.IntervalSchedule;
import carillon.platform.DatabaseClock;
import carillon.queue.DueEntry;
import carillon.run.FirePlan;
import carillon.run.FireRepository;
import carillon.run.NewRun;
import carillon.run.RunPartitionRepository;
import carillon.run.RunPartitions;
import carillon.run.TargetedRepository;
import carillon.run.WaitingRepository;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the real database: what nobody announced is found in time. */
class SweepTest {

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final FakeHandOff redis = new FakeHandOff();
    private final Dispatcher dispatcher =
            new Dispatcher(redis, new Refill(redis, null, null, null, new Agenda()), null, clock);
    private final Sweep sweep =
            new Sweep(new WaitingRepository(store.database()), new TargetedRepository(store.database()), dispatcher);
    private final UUID owner = UUID.randomUUID();
    private Instant now;
    private UUID job;

    @BeforeEach
    void aJobWithRuns() {
        now = store.now();
        job = store.job(
                aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                        .build(),
                now,
                now.plusMillis(1_000));
        store.execute("update timer_lease set epoch = 1, owner = ?, renewed_at = now()", owner);
        List<NewRun> runs = List.of(1_000, 1_500, 60_000).stream()
                .map(millis -> NewRun.scheduled(job, aJob().build(), now.plusMillis(millis)))
                .toList();
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensure(runs);
        new FireRepository(store.database())
                .fire(
                        owner,
                        1,
                        List.of(new FirePlan(job, 1, now.plusMillis(1_000), now.plusSeconds(90), runs, 0, null, 0)));
    }

    @Test
    void runs_of_the_coming_moments_are_dispatched_when_they_are_due_and_later_ones_are_left() {
        sweep.turn();

        clockShows(now.plusSeconds(30));
        dispatcher.turn();

        assertThat(redis.offered()).hasSize(2);
    }

    @Test
    void a_retry_is_found_by_its_new_due_time() {
        UUID later = (UUID) store.value("select id from run order by scheduled_at desc limit 1");
        store.execute(
                "update run set state = 'retrying', attempt = 1, due_at = now() + interval '1 second' where id = ?",
                later);

        sweep.turn();
        clockShows(now.plusSeconds(30));
        dispatcher.turn();

        assertThat(redis.offered()).extracting(DueEntry::run).contains(later).hasSize(3);
    }

    @Test
    void what_is_active_is_left_alone() {
        store.execute("update run set state = 'active', attempt = 1");

        sweep.turn();
        clockShows(now.plusSeconds(30));
        dispatcher.turn();

        assertThat(redis.offered()).isEmpty();
    }

    @Test
    void what_the_dispatcher_knows_already_is_offered_once() {
        sweep.turn();
        sweep.turn();
        clockShows(now.plusSeconds(30));
        dispatcher.turn();
        dispatcher.turn();

        assertThat(redis.offered()).doesNotHaveDuplicates().hasSize(2);
    }

    private void clockShows(Instant time) {
        long nanos = System.nanoTime();
        clock.observe(time, nanos, nanos);
    }
}
