package carillon.timer;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.queue.DueEntry;
import carillon.run.CallbackRepository;
import carillon.run.ClaimKinds;
import carillon.run.ClaimedRun;
import carillon.run.Claims;
import carillon.run.DueRun;
import carillon.run.Finish;
import carillon.run.FinishRepository;
import carillon.run.FirePlan;
import carillon.run.FireRepository;
import carillon.run.HandBackRepository;
import carillon.run.LimitRepository;
import carillon.run.NewRun;
import carillon.run.Outcomes;
import carillon.run.PlaceRepository;
import carillon.run.Places;
import carillon.run.ReserveRepository;
import carillon.run.Reserves;
import carillon.run.Rooms;
import carillon.run.RunEvents;
import carillon.run.RunState;
import carillon.run.TestClaims;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the outcome to the hand-off without a sweep, which would find the next attempt up to a second late. */
class ShortRetryTest {

    private final TestStore store = TestStore.empty();
    private final Database database = store.database();
    private final Announcements announcements = new Announcements();
    private final RunEvents events = new RunEvents(new Told<>());
    private final Places places = new Places(new PlaceRepository(database), new Told<>());
    private final Reserves reserves = new Reserves(new ReserveRepository(database));
    private final Rooms rooms = new Rooms(new LimitRepository(database), reserves);
    private final Claims claims = new Claims(
            new ClaimKinds(TestClaims.repositories(database), rooms, reserves),
            new QueueNames(new QueueNameRepository(database)),
            places,
            events,
            new Told<>());
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(database),
            new HandBackRepository(database),
            new CallbackRepository(database),
            places,
            events,
            new Told<>(announcements::released));
    private final DatabaseClock clock = new DatabaseClock(null);
    private final FakeHandOff redis = new FakeHandOff();
    private final Dispatcher dispatcher =
            new Dispatcher(redis, new Refill(redis, null, null, null, new Agenda()), null, clock);
    private final UUID member = store.member();

    @BeforeEach
    void partitions() {
        RunDays.around(store);
    }

    @Test
    void the_next_attempt_is_handed_out_in_the_moment_it_is_due() throws Exception {
        ClaimedRun run = claimed();

        outcomes.finish(member, List.of(failed(run, Duration.ofMillis(150))));
        announced();

        Instant due = store.column("select due_at from run").stream()
                .map(at -> ((OffsetDateTime) at).toInstant())
                .findFirst()
                .orElseThrow();
        clockShows(due.minusSeconds(60));
        dispatcher.turn();
        assertThat(redis.offered()).isEmpty();
        clockShows(due);
        dispatcher.turn();
        assertThat(redis.offered()).extracting(DueEntry::run).containsExactly(run.id());
    }

    @Test
    void each_of_several_short_retries_is_announced() throws Exception {
        ClaimedRun run = claimed();
        for (int attempt = 1; attempt <= 3; attempt++) {
            outcomes.finish(member, List.of(failed(run, Duration.ZERO)));
            announced();
            clockShows(store.now().plusSeconds(60));
            dispatcher.turn();
            assertThat(redis.offered()).hasSize(attempt);
            run = claims.claim(member, List.of(run.id())).get(0);
            assertThat(run.attempt()).isEqualTo(attempt + 1);
        }
    }

    @Test
    void what_is_handed_back_is_handed_out_at_once() throws Exception {
        ClaimedRun run = claimed();

        outcomes.handBack(member, List.of(run), "it stops");
        announced();

        clockShows(store.now());
        dispatcher.turn();
        assertThat(redis.offered()).extracting(DueEntry::run).containsExactly(run.id());
    }

    @Test
    void an_attempt_that_does_not_count_any_more_announces_nothing() throws Exception {
        ClaimedRun run = claimed();
        store.execute("update run set state = 'cancelled', finished_at = clock_timestamp()");

        outcomes.finish(member, List.of(failed(run, Duration.ofMillis(150))));

        assertThat(announcements.take()).isEmpty();
    }

    /** Whatever has been told reaches the active timer. */
    private void announced() throws InterruptedException {
        announcements.take().forEach(told -> dispatcher.add((DueRun) told));
    }

    private ClaimedRun claimed() {
        Instant now = store.now();
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofHours(1), null))
                .concurrency(1, "allow", null)
                .build();
        UUID job = store.job(spec, now, now);
        NewRun run = NewRun.scheduled(job, spec, now);
        UUID timer = UUID.randomUUID();
        store.execute("update timer_lease set epoch = 1, owner = ?, renewed_at = now()", timer);
        new FireRepository(database)
                .fire(
                        timer,
                        1,
                        List.of(new FirePlan(job, 1, now, now.plus(Duration.ofHours(1)), List.of(run), 0, null, 0)));
        return claims.claim(member, List.of(run.id())).get(0);
    }

    private static Finish failed(ClaimedRun run, Duration pause) {
        return new Finish(run, RunState.retrying, Duration.ZERO, Duration.ofMillis(1), pause, null, "again");
    }

    private void clockShows(Instant time) {
        long nanos = System.nanoTime();
        clock.observe(time, nanos, nanos);
    }
}
