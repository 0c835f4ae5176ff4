package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.platform.DatabaseClock;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catching up over several turns and timers, on the real database. */
class CatchUpTest {

    private static final int LIMIT = 1_500;

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final RunPartitions partitions;
    private final Batches batches =
            new Batches(new BatchRepository(store.database()), new RunEvents(new Told<>()), new Told<>());
    private final Instant now = store.now();
    private final JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
            .catchUp(LIMIT)
            .build();
    private UUID job;
    private long epoch;

    CatchUpTest() {
        DatabaseClock clock = new DatabaseClock(null);
        clock.observe(now, System.nanoTime(), System.nanoTime());
        partitions = new RunPartitions(new RunPartitionRepository(store.database()), clock);
    }

    @BeforeEach
    void anHourOfOutage() {
        Instant from = now.minusSeconds(3_600);
        job = store.job(spec, from.minusSeconds(1), from);
    }

    @Test
    void the_limit_holds_over_turns_and_changes_of_the_timer() {
        Random random = new Random(3);
        UUID timer = takeOver();
        for (Cursor cursor = cursor(); cursor.next().isBefore(now); cursor = cursor()) {
            FirePlan plan = plan(cursor);
            if (random.nextBoolean()) {
                UUID deposed = timer;
                timer = takeOver();
                assertThat(firing.fire(deposed, epoch - 1, List.of(plan))).isEmpty();
            }
            firing.fire(timer, epoch, List.of(plan));
            firing.fire(timer, epoch, List.of(plan));
        }

        assertThat(count("batch is not null")).isEqualTo(LIMIT);
        assertThat(count("state = 'skipped' and reason = 'misfire'")).isBetween(3_530L - LIMIT, 3_545L - LIMIT);
        assertThat(store.value("select bool_and(n.scheduled_at < s.scheduled_at) from run n, run s"
                        + " where n.batch is not null and s.state = 'skipped'"))
                .isEqualTo(true);
        assertThat(store.column("select kind from batch")).containsExactly("catch-up");
        assertThat(store.value("select catch_up is null and caught_up = 0 from job"))
                .isEqualTo(true);
    }

    @Test
    void a_change_amid_a_catch_up_accounts_for_the_rest_within_the_limit() {
        UUID timer = takeOver();
        firing.fire(timer, epoch, List.of(plan(cursor())));
        assertThat(store.value("select catch_up is not null from job")).isEqualTo(true);

        new StoredJob(store, job).pause();

        assertThat(count("batch is not null")).isEqualTo(LIMIT);
        assertThat(store.column("select kind from batch")).containsExactly("catch-up");
        assertThat(count("state = 'skipped' and reason = 'misfire'")).isBetween(3_530L - LIMIT, 3_550L - LIMIT);
    }

    @Test
    void a_change_before_the_timer_has_looked_catches_up_within_the_limit() {
        new StoredJob(store, job).pause();

        assertThat(count("batch is not null")).isEqualTo(LIMIT);
        assertThat(store.column("select kind from batch")).containsExactly("catch-up");
    }

    @Test
    void runs_of_a_catch_up_wait_for_each_other_outside_of_the_hand_off() {
        UUID timer = takeOver();

        List<RunEvent> fired = firing.fire(timer, epoch, List.of(plan(cursor())));

        assertThat(fired).hasSize(1_000).allMatch(event -> ((RunEvent.Fired) event).blocked());
        assertThat(count("blocked and priority = 0")).isEqualTo(1_000);
    }

    @Test
    void cancelling_it_while_it_is_written_skips_the_rest() {
        UUID timer = takeOver();
        firing.fire(timer, epoch, List.of(plan(cursor())));
        FirePlan outdated = plan(cursor());
        UUID batch = (UUID) store.value("select id from batch");

        assertThat(batches.cancel("default", batch).cancelled()).isEqualTo(1_000);
        assertThat(firing.fire(timer, epoch, List.of(outdated))).isEmpty();
        firing.fire(timer, epoch, List.of(plan(cursor())));

        assertThat(count("state = 'scheduled'")).isZero();
        assertThat(count("state = 'skipped' and reason = 'misfire'")).isEqualTo(1_000);
    }

    @Test
    void a_cursor_that_was_set_anew_begins_a_new_catch_up() {
        UUID timer = takeOver();
        firing.fire(timer, epoch, List.of(plan(cursor())));
        store.execute("update job set next_fire_at = next_fire_at + interval '7 seconds'");

        firing.fire(timer, epoch, List.of(plan(cursor())));

        assertThat(count("batch is not null")).isEqualTo(2_000);
        assertThat(store.value("select count(*) from batch")).isEqualTo(2L);
    }

    private UUID takeOver() {
        UUID timer = store.member();
        epoch++;
        store.execute("update timer_lease set epoch = ?, owner = ?, renewed_at = now()", epoch, timer);
        return timer;
    }

    private Cursor cursor() {
        return firing.cursors(now.plusSeconds(600), 1).get(0);
    }

    private FirePlan plan(Cursor cursor) {
        FirePlan plan = definitions.of(List.of(job)).get(job).plan(cursor, now, now.plusSeconds(5));
        partitions.ensure(plan.runs());
        return plan;
    }

    private long count(String condition) {
        return (long) store.value("select count(*) from run where " + condition);
    }
}
