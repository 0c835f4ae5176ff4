package carillon.timer;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.cluster.LocalMember;
import carillon.cluster.TimerLease;
import carillon.job.CalendarRepository;
import carillon.job.CalendarSpec;
import carillon.job.CronSchedule;
import carillon.job.IntervalSchedule;
import carillon.job.OnceSchedule;
import carillon.platform.DatabaseClock;
import carillon.run.DefinitionRepository;
import carillon.run.FireRepository;
import carillon.run.RunEvent;
import carillon.run.RunEvents;
import carillon.run.RunPartitionRepository;
import carillon.run.RunPartitions;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The firing loop's turns on the real database. */
class FiringTest {

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final FakeHandOff redis = new FakeHandOff();
    private final Dispatcher dispatcher =
            new Dispatcher(redis, new Refill(redis, null, null, null, new Agenda()), null, clock);
    private final Told<RunEvent> told = new Told<>();
    private final LocalMember local = new LocalMember();
    private final FixedLease lease = new FixedLease();
    private final Firing firing = new Firing(
            new FireRepository(store.database()),
            new DefinitionRepository(store.database()),
            new RunPartitions(new RunPartitionRepository(store.database()), clock),
            dispatcher,
            new RunEvents(told),
            lease,
            local,
            clock);
    private Instant now;

    @BeforeEach
    void leaseTaken() {
        long nanos = System.nanoTime();
        now = store.now();
        clock.observe(now, nanos, System.nanoTime());
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", local.id());
    }

    @Test
    void what_lies_inside_the_horizon_is_written_dispatched_and_told() {
        UUID job = everySecond("a", now.minusMillis(500));

        firing.turn();

        assertThat(store.column("select scheduled_at from run where job_id = ? order by 1", job))
                .hasSizeBetween(5, 7)
                .startsWith(time(now.minusMillis(500)));
        assertThat(told.all()).hasSizeBetween(5, 7).allMatch(event -> event instanceof RunEvent.Fired);
        dispatcher.turn();
        assertThat(redis.offered()).isNotEmpty();
    }

    @Test
    void without_a_lease_that_can_be_trusted_nothing_is_fired() {
        everySecond("a", now);
        lease.trusted = OptionalLong.empty();

        firing.turn();

        assertThat(store.value("select count(*) from run")).isEqualTo(0L);
    }

    @Test
    void with_the_lease_of_another_nothing_is_fired_and_no_cursor_moves() {
        everySecond("a", now);
        store.execute("update timer_lease set epoch = 8");

        firing.turn();

        assertThat(store.value("select count(*) from run")).isEqualTo(0L);
        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(now));
        assertThat(told.all()).isEmpty();
    }

    @Test
    void an_instant_of_long_ago_gets_its_day() {
        store.job(
                aJob().schedule(new OnceSchedule(now.minus(Duration.ofDays(40))))
                        .build(),
                now.minus(Duration.ofDays(50)),
                now.minus(Duration.ofDays(40)));

        firing.turn();

        assertThat(store.value("select count(*) from run")).isEqualTo(1L);
    }

    @Test
    void a_job_whose_instant_is_far_to_search_does_not_hold_up_the_others_and_is_not_over() {
        List<String> firstMinutes = IntStream.range(0, 24)
                .mapToObj(hour -> "%1$02d:00/%1$02d:01".formatted(hour))
                .toList();
        new CalendarRepository(store.database())
                .put("default", "closed", new CalendarSpec(null, null, null, null, null, firstMinutes, null));
        Instant cursor = now.minusSeconds(1);
        UUID far = store.job(
                aJob().named("far")
                        .calendars("closed")
                        .schedule(new CronSchedule("0 * * * *", null, null, null))
                        .build(),
                now.minusSeconds(60),
                cursor);
        UUID near = everySecond("near", now);

        firing.turn();

        assertThat(store.value("select next_fire_at > now() + interval '10 days' from job where id = ?", far))
                .isEqualTo(true);
        assertThat(store.value("select next_fire_at < now() + interval '2 years' from job where id = ?", far))
                .isEqualTo(true);
        assertThat(store.value("select count(*) from run where job_id = ?", far))
                .isEqualTo(0L);
        assertThat((long) store.value("select count(*) from run where job_id = ?", near))
                .isPositive();
    }

    @Test
    void a_job_that_cannot_be_read_does_not_hold_up_the_others() {
        UUID broken = everySecond("broken", now.minusSeconds(2));
        store.execute(
                "update job set spec = jsonb_set(spec, '{schedule,type}', '\"of-a-newer-version\"') where id = ?",
                broken);
        UUID good = everySecond("good", now);

        firing.turn();
        firing.turn();

        assertThat(store.column("select distinct job_id from run")).containsExactly(good);
        assertThat(store.value("select next_fire_at from job where id = ?", broken))
                .isEqualTo(time(now.minusSeconds(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec - 'schedule'", "jsonb_set(spec, '{schedule}', 'null')", "'7'", "'[]'"})
    void neither_does_one_whose_definition_lacks_what_it_is_about(String spec) {
        UUID broken = everySecond("broken", now.minusSeconds(2));
        store.execute("update job set spec = " + spec + " where id = ?", broken);
        UUID good = everySecond("good", now);

        firing.turn();
        firing.turn();

        assertThat(store.column("select distinct job_id from run")).containsExactly(good);
    }

    @Test
    void jobs_that_cannot_be_read_do_not_hold_up_the_others_however_many_they_are() {
        UUID broken = everySecond("broken", now.minusSeconds(2));
        store.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, next_fire_at, one_shot, created_at,
                                 updated_at, version, counts_after)
                select gen_random_uuid(), tenant, name || i, queue, priority, state, spec, next_fire_at, one_shot,
                       created_at, updated_at, version, counts_after
                  from job, generate_series(1, 1200) i""");
        store.execute("update job set spec = jsonb_set(spec, '{schedule,type}', '\"of-a-newer-version\"')");
        UUID good = everySecond("good", now);

        for (int turn = 0; turn < 5; turn++) {
            firing.turn();
        }

        assertThat(store.column("select distinct job_id from run")).containsExactly(good);
        assertThat(store.value("select next_fire_at from job where id = ?", broken))
                .isEqualTo(time(now.minusSeconds(2)));
    }

    @Test
    void a_definition_is_read_again_when_it_was_changed() {
        UUID job = everySecond("a", now.minusMillis(500));
        firing.turn();
        store.execute("delete from run");
        store.execute(
                "update job set version = 2, next_fire_at = ?, spec = jsonb_set(spec, '{priority}', '9') where id = ?",
                time(now),
                job);

        firing.turn();

        assertThat(store.column("select distinct priority from run")).containsExactly(9);
    }

    private UUID everySecond(String name, Instant cursor) {
        return store.job(
                aJob().named(name)
                        .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                        .build(),
                cursor,
                cursor);
    }

    private static final class FixedLease extends TimerLease {

        private OptionalLong trusted = OptionalLong.of(7);

        FixedLease() {
            super(null, null, null, null, null);
        }

        @Override
        public OptionalLong trusted() {
            return trusted;
        }
    }
}
