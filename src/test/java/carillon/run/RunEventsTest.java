package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What claims and outcomes tell: what the database holds, once each, and nothing else. */
class RunEventsTest {

    private final TestStore store = TestStore.empty();
    private final Told<RunEvent> told = new Told<>();
    private final Told<RunsReleased> released = new Told<>();
    private final RunEvents events = new RunEvents(told);
    private final FireRepository firing = new FireRepository(store.database());
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final Claims claims = new Claims(
            TestClaims.kinds(store.database()),
            new QueueNames(new QueueNameRepository(store.database())),
            places,
            events,
            new Told<>());
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(store.database()),
            new HandBackRepository(store.database()),
            new CallbackRepository(store.database()),
            places,
            events,
            released);
    private final UUID member = store.member();
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_claim_tells_of_each_run_it_got_with_its_lateness() {
        List<UUID> runs = due(aJob().build(), 3);
        claims.claim(member, runs.subList(0, 1));

        List<ClaimedRun> claimed = claims.claim(member, runs);

        assertThat(claimed).extracting(ClaimedRun::id).containsExactlyInAnyOrderElementsOf(runs.subList(1, 3));
        assertThat(told.all()).hasSize(3).extracting(RunEvent::run).containsExactlyInAnyOrderElementsOf(runs);
        RunEvent.Claimed event = (RunEvent.Claimed) told.all().get(0);
        assertThat(event.lateness()).isPositive().isEqualTo(event.waited());
        assertThat(event.attempt()).isEqualTo(1);
    }

    @Test
    void an_instant_that_is_skipped_is_told_and_not_performed() {
        List<UUID> runs = due(every(), 3);

        List<ClaimedRun> claimed = claims.claim(member, runs);

        assertThat(claimed).extracting(ClaimedRun::id).containsExactly(runs.get(0));
        assertThat(told.all())
                .filteredOn(event -> event instanceof RunEvent.Skipped)
                .hasSize(2);
        assertThat(told.all())
                .filteredOn(event -> event instanceof RunEvent.Claimed)
                .hasSize(1);
    }

    @Test
    void free_and_bounded_runs_come_in_one_batch() {
        List<UUID> runs = new ArrayList<>(due(aJob().named("free").build(), 1));
        runs.addAll(due(every(), 1));

        assertThat(claims.claim(member, runs)).extracting(ClaimedRun::id).containsExactlyInAnyOrderElementsOf(runs);
    }

    @Test
    void an_outcome_tells_what_was_written_and_one_that_does_not_count_tells_nothing() {
        List<ClaimedRun> claimed = claims.claim(member, due(aJob().build(), 3));
        int before = told.all().size();
        List<Finish> batch = List.of(
                finish(claimed.get(0), RunState.succeeded),
                finish(claimed.get(1), RunState.retrying),
                finish(claimed.get(2), RunState.failed));

        outcomes.finish(member, batch);
        outcomes.finish(member, batch);
        outcomes.finish(store.member(), batch);

        assertThat(told.all().subList(before, told.all().size()))
                .extracting(event -> (Object) event.getClass())
                .containsExactly(RunEvent.Succeeded.class, RunEvent.Retried.class, RunEvent.Failed.class);
    }

    @Test
    void what_is_handed_back_is_told_when_it_was_still_held() {
        List<ClaimedRun> claimed = claims.claim(member, due(aJob().build(), 2));
        outcomes.finish(member, List.of(finish(claimed.get(0), RunState.succeeded)));
        int before = told.all().size();

        outcomes.handBack(member, claimed, "the member stopped");

        assertThat(told.all().subList(before, told.all().size()))
                .containsExactly(new RunEvent.HandedBack(
                        claimed.get(1).id(), claimed.get(1).job(), "default", 1, "the member stopped"));
    }

    @Test
    void what_another_attempt_follows_within_moments_is_announced_with_its_due_time() {
        List<ClaimedRun> claimed = claims.claim(member, due(aJob().build(), 3));

        outcomes.finish(
                member, List.of(finish(claimed.get(0), RunState.retrying), finish(claimed.get(1), RunState.failed)));
        outcomes.handBack(member, List.of(claimed.get(2)), "the member stopped");

        List<DueRun> announced =
                released.all().stream().flatMap(one -> one.runs().stream()).toList();
        assertThat(announced)
                .extracting(DueRun::id)
                .containsExactly(claimed.get(0).id(), claimed.get(2).id());
        assertThat(TestStore.time(announced.get(0).dueAt()))
                .isEqualTo(store.value(
                        "select due_at from run where id = ?", claimed.get(0).id()));
    }

    @Test
    void a_retry_that_is_far_off_is_left_to_the_sweep() {
        ClaimedRun run = claims.claim(member, due(aJob().build(), 1)).get(0);

        outcomes.finish(
                member,
                List.of(new Finish(
                        run, RunState.retrying, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(6), null, null)));

        assertThat(released.all()).isEmpty();
    }

    @Test
    void a_run_that_was_postponed_comes_back_as_soon_as_what_it_waits_for_is_there() {
        CompletableFuture<Void> place = new CompletableFuture<>();
        ClaimedRun run = postponed(place);
        assertThat(released.all()).isEmpty();

        place.complete(null);

        assertThat(released.all()).hasSize(1);
        assertThat(released.all().get(0).runs()).extracting(DueRun::id).containsExactly(run.id());
        assertThat(claims.claim(member, List.of(run.id()))).hasSize(1);
    }

    @Test
    void one_whose_place_was_there_before_its_outcome_was_written_comes_back_too() {
        ClaimedRun run = postponed(CompletableFuture.completedFuture(null));

        assertThat(claims.claim(member, List.of(run.id()))).hasSize(1);
    }

    @Test
    void one_that_does_not_wait_any_more_is_not_called_back() {
        CompletableFuture<Void> place = new CompletableFuture<>();
        postponed(place);
        store.execute("update run set state = 'cancelled', finished_at = clock_timestamp()");

        place.complete(null);

        assertThat(released.all()).isEmpty();
        assertThat(store.value("select state::text from run")).isEqualTo("cancelled");
    }

    private ClaimedRun postponed(CompletableFuture<Void> sooner) {
        ClaimedRun run = claims.claim(member, due(aJob().build(), 1)).get(0);
        Outcome later = new Outcome.Postponed("all places are taken", Duration.ofMinutes(1), sooner);
        outcomes.finish(member, List.of(Finish.of(run, later, Duration.ZERO, Duration.ZERO)));
        return run;
    }

    @Test
    void what_the_member_does_not_know_of_is_handed_back_and_told() {
        List<ClaimedRun> claimed = claims.claim(member, due(aJob().build(), 2));
        store.execute("update run set claimed_at = claimed_at - interval '10 seconds'");
        int before = told.all().size();

        outcomes.handBackUnknown(member, () -> List.of(claimed.get(0).id()));

        assertThat(told.all().subList(before, told.all().size()))
                .extracting(RunEvent::run)
                .containsExactly(claimed.get(1).id());
    }

    private static JobSpec every() {
        return aJob().named("every")
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .build();
    }

    private List<UUID> due(JobSpec spec, int count) {
        UUID job = store.job(spec, now.minusSeconds(600), null);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewRun run = NewRun.scheduled(job, spec, now.minusMillis(count - i));
            firing.insert("default", List.of(new FireRepository.Queued(run, spec.queue())));
            ids.add(run.id());
        }
        return ids;
    }

    private static Finish finish(ClaimedRun run, RunState state) {
        return new Finish(run, state, Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(1), null, null);
    }
}
