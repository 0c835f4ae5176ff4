package carillon.timer;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.LocalMember;
import carillon.cluster.TimerLease;
import carillon.job.CronSchedule;
import carillon.job.Zones;
import carillon.platform.DatabaseClock;
import carillon.run.TimerJobs;
import carillon.run.ZoneRepository;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which jobs a new time-zone database moves, and when, on the real database. */
class ZoneMovesTest {

    /** Its next instant is more than an hour ahead, whatever the time is. */
    private static final CronSchedule DAILY = new CronSchedule(
            "0 " + ZonedDateTime.now(ZoneId.of("Europe/London")).plusHours(2).getHour() + " * * *",
            "Europe/London",
            null,
            null);

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final LocalMember local = new LocalMember();
    private final FixedLease lease = new FixedLease();
    private final Recording jobs = new Recording();
    private final ZoneMoves moves = new ZoneMoves(new ZoneRepository(store.database()), jobs, lease, local, clock);
    private Instant now;
    private Instant right;

    @BeforeEach
    void leaseTaken() {
        long nanos = System.nanoTime();
        now = store.now();
        right = DAILY.next(now, now).orElseThrow();
        clock.observe(now, nanos, System.nanoTime());
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", local.id());
    }

    @Test
    void cursors_that_are_not_where_the_new_rules_have_them_are_moved_and_others_are_left() {
        store.execute("update zone_data set version = '1999a'");
        UUID moved = job("moved", right.plus(Duration.ofMinutes(30)));
        job("right", right);
        job("late", now.minusSeconds(1));

        moves.turn();

        assertThat(jobs.replanned).containsExactly(moved);
        assertThat(store.value("select version from zone_data")).isEqualTo(Zones.version());
    }

    @Test
    void every_job_is_looked_at_however_many_share_an_instant() {
        for (int i = 0; i < 1_203; i++) {
            job("wrong-" + i, right.plusSeconds(1));
        }

        moves.turn();

        assertThat(jobs.replanned).hasSize(1_203).doesNotHaveDuplicates();
    }

    @Test
    void with_the_database_that_is_known_and_with_an_older_one_nothing_is_moved() {
        job("moved", right.plus(Duration.ofMinutes(30)));
        store.execute("update zone_data set version = ?", Zones.version());

        moves.turn();

        assertThat(jobs.replanned).isEmpty();
        store.execute("update zone_data set version = '9999z'");
        lease.epoch = OptionalLong.of(8);
        moves.turn();
        assertThat(jobs.replanned).isEmpty();
        assertThat(store.value("select version from zone_data")).isEqualTo("9999z");
    }

    @Test
    void a_deposed_timer_does_not_say_that_all_is_done() {
        store.execute("update timer_lease set epoch = 8");

        moves.turn();

        assertThat(store.value("select version from zone_data")).isEqualTo("");
    }

    @Test
    void without_a_lease_that_can_be_trusted_nothing_is_done() {
        job("moved", right.plus(Duration.ofMinutes(30)));
        lease.epoch = OptionalLong.empty();

        moves.turn();

        assertThat(jobs.replanned).isEmpty();
    }

    private UUID job(String name, Instant cursor) {
        UUID job = store.job(aJob().named(name).schedule(DAILY).build(), now.minusSeconds(60), cursor);
        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(cursor));
        return job;
    }

    /** Takes down what it is asked to plan anew; how that is done is shown on a member. */
    private static final class Recording extends TimerJobs {

        private final List<UUID> replanned = new ArrayList<>();

        @Override
        public Instant replan(String tenant, UUID id, UUID timer, long epoch) {
            replanned.add(id);
            return null;
        }
    }

    private static final class FixedLease extends TimerLease {

        private OptionalLong epoch = OptionalLong.of(7);

        FixedLease() {
            super(null, null, null, null, null);
        }

        @Override
        public OptionalLong trusted() {
            return epoch;
        }
    }
}
