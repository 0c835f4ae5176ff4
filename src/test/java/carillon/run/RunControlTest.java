package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.Outcome;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.job.RetryPolicy;
import carillon.platform.Database;
import carillon.platform.Traceparent;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do with one run, and what they are told of it, on the real database. */
class RunControlTest {

    private static final String TENANT = "default";

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunRepository repository = new RunRepository(store.database());
    private final Runs runs = new Runs(
            repository,
            new RunSituationRepository(store.database()),
            new RunSearchRepository(store.database()),
            new FailureRepository(store.database()));
    private final Told<RunEvent> told = new Told<>();
    private final Told<Object> announced = new Told<>();
    private final RunEvents events = new RunEvents(told);
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
            new Told<>());
    private final RunControl control = control(store.database());
    private final UUID member = store.member();
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_run_that_waits_is_cancelled_with_who_and_why() {
        UUID run = due(free());

        RunView view = control.cancel(TENANT, run, "wrong day", "ada");

        assertThat(view.state()).isEqualTo(RunState.cancelled);
        assertThat(view.reason()).isEqualTo("wrong day");
        assertThat(view.cancelledBy()).isEqualTo("ada");
        assertThat(view.finishedAt()).isNotNull();
        assertThat(claims.claim(member, List.of(run))).isEmpty();
        assertThat(told.all()).hasSize(1).first().isInstanceOf(RunEvent.Cancelled.class);
        assertThat(stopped()).isEmpty();
        assertThat(why(run).detail()).isEqualTo("Cancelled by ada: wrong day.");
    }

    @Test
    void an_active_run_is_cancelled_its_member_told_and_its_outcome_does_not_count() {
        ClaimedRun run = claimed(due(free()));

        control.cancel(TENANT, run.id(), null, "ada");

        assertThat(stopped()).containsExactly(run.id());
        outcomes.finish(member, List.of(finish(run, RunState.succeeded)));
        RunView view = runs.find(TENANT, run.id()).orElseThrow();
        assertThat(view.state()).isEqualTo(RunState.cancelled);
        assertThat(view.reason()).isEqualTo("cancelled");
        assertThat(view.attempts()).extracting(RunView.AttemptView::outcome).containsExactly("cancelled");
    }

    @Test
    void a_run_belongs_to_the_trace_of_the_request_that_made_it_or_to_one_of_its_own() {
        String given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Traceparent.enter(given);
        UUID asked = due(free());
        Traceparent.enter(null);
        UUID other = due(free());

        assertThat(runs.find(TENANT, asked).orElseThrow().traceparent()).isEqualTo(given);
        assertThat(claimed(asked).traceparent()).isEqualTo(given);
        assertThat(runs.find(TENANT, other).orElseThrow().traceparent()).isEqualTo(Traceparent.ofRun(other));
        assertThat(claimed(other).traceparent()).isEqualTo(Traceparent.ofRun(other));
        assertThat(store.column("select traceparent from run where traceparent is not null"))
                .containsExactly(given);
    }

    @Test
    void the_place_of_a_cancelled_run_is_free() {
        JobSpec spec = one("queue");
        UUID job = store(spec);
        ClaimedRun first = claimed(due(job, spec, 2));
        UUID second = due(job, spec, 1);
        assertThat(claims.claim(member, List.of(second))).isEmpty();

        control.cancel(TENANT, first.id(), null, "ada");

        assertThat(announced.all()).contains(new PlacesFreed(Set.of(job.toString())));
        places.freed(List.of(job.toString()));
        assertThat(claims.claim(member, List.of(second))).hasSize(1);
    }

    @Test
    void a_run_that_waits_for_a_place_is_cancelled_too() {
        JobSpec spec = one("queue");
        UUID job = store(spec);
        claimed(due(job, spec, 2));
        UUID second = due(job, spec, 1);
        claims.claim(member, List.of(second));
        assertThat(store.value("select blocked from run where id = ?", second)).isEqualTo(true);

        assertThat(control.cancel(TENANT, second, null, "ada").state()).isEqualTo(RunState.cancelled);
        assertThat(store.value("select blocked from run where id = ?", second)).isEqualTo(false);
    }

    @Test
    void a_second_cancel_changes_nothing_and_one_of_what_is_over_is_refused() {
        UUID run = due(free());
        control.cancel(TENANT, run, "first", "ada");

        assertThat(control.cancel(TENANT, run, "second", "bob").reason()).isEqualTo("first");
        assertThat(told.all()).hasSize(1);

        ClaimedRun done = claimed(due(free()));
        outcomes.finish(member, List.of(finish(done, RunState.succeeded)));
        assertThatThrownBy(() -> control.cancel(TENANT, done.id(), null, "ada"))
                .isInstanceOf(RunStateException.class)
                .hasMessageContaining("succeeded already");
        assertThatThrownBy(() -> control.cancel("another", done.id(), null, "ada"))
                .isInstanceOf(UnknownRunException.class);
    }

    @Test
    void a_failed_run_begins_again_with_all_of_its_attempts_and_keeps_what_it_went_through() {
        UUID id = due(aJob().named("job-" + jobs++)
                .retry(new RetryPolicy(2, null, null, null, null, null, null, null))
                .payload(Json.createValue("old"))
                .build());
        outcomes.finish(member, List.of(finish(claimed(id), RunState.retrying)));
        outcomes.finish(member, List.of(finish(claimed(id), RunState.failed)));
        assertThat(why(id).reason()).isEqualTo("attempts-used-up");

        RunView view = control.retry(TENANT, id, Json.createValue("new"), "ada");

        assertThat(view.state()).isEqualTo(RunState.retrying);
        assertThat(view.finishedAt()).isNull();
        assertThat(view.attempts()).extracting(RunView.AttemptView::number).containsExactly(1, 2);
        assertThat(view.attempts()).extracting(RunView.AttemptView::error).containsOnly("no answer");
        assertThat(view.maxAttempts()).isEqualTo(4);
        assertThat(store.value("select dead from run")).isEqualTo(false);
        assertThat(told.all().get(told.all().size() - 1))
                .isEqualTo(new RunEvent.Reopened(
                        id, view.job(), "default", "default", 5, view.dueAt(), "ada", RunState.retrying));
        ClaimedRun third = claimed(id);
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.failures()).isEqualTo(1);
        assertThat(third.payload()).isEqualTo("\"new\"");
    }

    @Test
    void the_outcome_of_an_attempt_before_the_retry_does_not_count() {
        ClaimedRun lost = claimed(due(free()));
        control.cancel(TENANT, lost.id(), null, "ada");
        control.retry(TENANT, lost.id(), null, "ada");
        ClaimedRun again = claimed(lost.id());

        outcomes.finish(member, List.of(finish(lost, RunState.succeeded)));

        assertThat(runs.find(TENANT, lost.id()).orElseThrow().state()).isEqualTo(RunState.active);
        outcomes.finish(member, List.of(finish(again, RunState.succeeded)));
        assertThat(runs.find(TENANT, lost.id()).orElseThrow().attempts())
                .extracting(RunView.AttemptView::outcome)
                .containsExactly("cancelled", "succeeded");
    }

    @Test
    void a_held_run_is_ended_by_a_cancel_and_let_go_by_a_retry() {
        UUID ended = due(free());
        UUID again = due(free());
        store.execute(
                "update run set state = 'failed', dead = true, reason = 'held', attempt = 1, member = ?,"
                        + " claimed_at = now(), finished_at = now()",
                member);

        RunView cancelled = control.cancel(TENANT, ended, "looked at it", "ada");
        RunView retried = control.retry(TENANT, again, null, "ada");

        assertThat(cancelled.state()).isEqualTo(RunState.cancelled);
        assertThat(retried.state()).isEqualTo(RunState.retrying);
        assertThat(store.value("select count(*) from run where dead")).isEqualTo(0L);
        assertThat(claimed(again).attempt()).isEqualTo(2);
    }

    @Test
    void a_run_that_was_cancelled_before_its_first_attempt_is_scheduled_again() {
        UUID run = due(free());
        control.cancel(TENANT, run, null, "ada");

        RunView view = control.retry(TENANT, run, null, "ada");

        assertThat(view.state()).isEqualTo(RunState.scheduled);
        assertThat(view.cancelledBy()).isNull();
        assertThat(claims.claim(member, List.of(run))).hasSize(1);
    }

    @Test
    void a_run_that_was_quarantined_may_crash_twice_again() {
        UUID run = due(free());
        crash(run);
        crash(run);
        assertThat(why(run).reason()).isEqualTo("crashed");

        control.retry(TENANT, run, null, "ada");
        crash(run);

        assertThat(runs.find(TENANT, run).orElseThrow().state()).isEqualTo(RunState.retrying);
        assertThat(runs.find(TENANT, run).orElseThrow().attempts())
                .extracting(RunView.AttemptView::outcome)
                .containsExactly("crashed", "crashed", "crashed");
    }

    @Test
    void the_day_of_a_run_that_begins_again_is_not_dropped() throws Exception {
        JobSpec spec = free();
        NewRun old = NewRun.scheduled(store(spec), spec, now.minus(Duration.ofDays(40)));
        RunPartitionRepository days = new RunPartitionRepository(store.database());
        LocalDate day = LocalDate.ofInstant(old.scheduledAt(), ZoneOffset.UTC);
        days.ensure(List.of(day));
        firing.insert(TENANT, List.of(new FireRepository.Queued(old, spec.queue())));
        store.execute("update run set state = 'failed', dead = true, finished_at = now() - interval '30 days'");
        CompletableFuture<Boolean> dropped;
        try (OneTransaction request = new OneTransaction(store)) {
            control(request.database()).retry(TENANT, old.id(), null, "ada");
            dropped = CompletableFuture.supplyAsync(() -> days.dropIfOver(day, Duration.ofDays(7)));
            assertThatThrownBy(() -> dropped.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            request.commit();
        }

        assertThat(dropped.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(claims.claim(member, List.of(old.id()))).hasSize(1);
        store.execute("truncate run");
        days.drop(day);
    }

    @Test
    void a_retry_takes_no_more_places_than_the_job_allows() {
        JobSpec spec = one("queue");
        UUID job = store(spec);
        ClaimedRun first = claimed(due(job, spec, 2));
        outcomes.finish(member, List.of(finish(first, RunState.failed)));
        ClaimedRun second = claimed(due(job, spec, 1));

        control.retry(TENANT, first.id(), null, "ada");

        assertThat(claims.claim(member, List.of(first.id()))).isEmpty();
        outcomes.finish(member, List.of(finish(second, RunState.succeeded)));
        store.execute("update run set due_at = clock_timestamp() where id = ?", first.id());
        assertThat(claims.claim(member, List.of(first.id()))).hasSize(1);
    }

    @Test
    void what_cannot_begin_again_says_what_to_do_instead() {
        ClaimedRun done = claimed(due(free()));
        refused(done.id(), "not over: it is active");
        outcomes.finish(member, List.of(finish(done, RunState.succeeded)));
        refused(done.id(), "trigger its job");
        UUID skipped = due(free());
        store.execute(
                "update run set state = 'skipped', reason = 'misfire', finished_at = now() where id = ?", skipped);
        refused(skipped, "backfill");
        UUID orphan = due(free());
        control.cancel(TENANT, orphan, null, "ada");
        store.execute("update job set deleted_at = now() where id = (select job_id from run where id = ?)", orphan);
        refused(orphan, "deleted");
        assertThatThrownBy(() -> control.retry(TENANT, UUID.randomUUID(), null, "ada"))
                .isInstanceOf(UnknownRunException.class);
    }

    @Test
    void attempts_that_others_have_taken_away_are_told_from_those_that_go_on() {
        ClaimedRun mine = claimed(due(free()));
        ClaimedRun cancelled = claimed(due(free()));
        control.cancel(TENANT, cancelled.id(), null, "ada");
        ClaimedRun rescued = claimed(due(free()));
        store.execute("update run set member = ? where id = ?", store.member(), rescued.id());
        ClaimedRun older = claimed(due(free()));
        store.execute("update run set attempt = 2 where id = ?", older.id());

        assertThat(outcomes.lost(member, List.of(mine, cancelled, rescued, older)))
                .containsExactlyInAnyOrder(cancelled, rescued, older);
    }

    @Test
    void a_waiting_run_says_what_it_waits_for() {
        store.execute("update member set active = 3");
        JobSpec spec = free();
        UUID run = insert(store(spec), spec, now.plusSeconds(60));
        assertThat(why(run).reason()).isEqualTo("not-due");
        assertThat(why(run).earliestStart()).isEqualTo(view(run).dueAt());

        store.execute("update run set due_at = clock_timestamp()");
        assertThat(why(run).reason()).isEqualTo("next");

        store.execute("update member set active = slots");
        assertThat(why(run).reason()).isEqualTo("no-free-slot");

        store.execute("update member set roles = 'api,timer'");
        assertThat(why(run).reason()).isEqualTo("no-worker");

        store.execute(
                "insert into blackout (name, from_at, until_at, reason, policy, created_at, updated_at) values"
                        + " ('inventory', now() - interval '1 hour', now() + interval '1 hour', 'books', 'hold', now(), now())");
        assertThat(why(run).reason()).isEqualTo("blackout");
        assertThat(why(run).detail())
                .startsWith("Blackout inventory holds queue default until ")
                .endsWith(": books.");
        assertThat(why(run).earliestStart()).isAfter(now.plusSeconds(3_000));

        store.execute("update queue set paused = true, paused_reason = 'inspection', paused_by = 'ada'");
        assertThat(why(run).reason()).isEqualTo("queue-paused");
        assertThat(why(run).detail()).isEqualTo("Queue default is paused by ada: inspection. Resume it.");
        assertThat(why(run).earliestStart()).isNull();
    }

    @Test
    void a_postponed_run_says_why_and_when_it_goes_on() {
        UUID run = due(free());
        Outcome later =
                new Outcome.Postponed("refused by the breaker of https://example.org:443", Duration.ofMinutes(1));

        outcomes.finish(member, List.of(Finish.of(claimed(run), later, Duration.ZERO, Duration.ZERO)));

        RunView view = view(run);
        assertThat(why(run).reason()).isEqualTo("postponed");
        assertThat(why(run).detail())
                .isEqualTo("Attempt 1 was postponed, which does not count: refused by the breaker of"
                        + " https://example.org:443. The next starts at " + view.dueAt() + ".");
        assertThat(why(run).earliestStart()).isEqualTo(view.dueAt());
        assertThat(view.maxAttempts() - view.attempt()).isEqualTo(free().retry().maxAttempts());
    }

    @Test
    void a_run_that_waits_for_a_place_names_those_that_hold_it() {
        JobSpec spec = one("queue");
        UUID job = store(spec);
        ClaimedRun first = claimed(due(job, spec, 2));
        UUID second = due(job, spec, 1);

        assertThat(why(second).reason()).isEqualTo("overlap");
        assertThat(why(second).behind()).containsExactly(first.id());
        assertThat(why(first.id()).reason()).isEqualTo("running");
        assertThat(why(first.id()).detail()).startsWith("Attempt 1 on member ");
        assertThat(runs.why("another", second)).isEmpty();
    }

    @Test
    void a_retrying_run_says_when_its_next_attempt_starts() {
        UUID run = due(free());
        Finish failed = new Finish(
                claimed(run),
                RunState.retrying,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(30),
                null,
                "no answer");
        outcomes.finish(member, List.of(failed));

        assertThat(why(run).reason()).isEqualTo("backoff");
        assertThat(why(run).earliestStart()).isAfter(now.plusSeconds(29));
    }

    private RunControl control(Database database) {
        return new RunControl(
                new RunControlRepository(database),
                new RunRepository(database),
                new RunPartitions(new RunPartitionRepository(database), null),
                events,
                announced);
    }

    /** Runs whose members were told to stop. */
    private List<UUID> stopped() {
        return announced.all().stream()
                .filter(RunsCancelled.class::isInstance)
                .flatMap(event -> ((RunsCancelled) event).runs().stream())
                .toList();
    }

    private void refused(UUID run, String because) {
        assertThatThrownBy(() -> control.retry(TENANT, run, null, "ada"))
                .isInstanceOf(RunStateException.class)
                .hasMessageContaining(because);
    }

    private void crash(UUID run) {
        UUID victim = store.member();
        assertThat(claims.claim(victim, List.of(run))).hasSize(1);
        rescues.rescue(List.of(victim));
    }

    private RunWhy why(UUID run) {
        return runs.why(TENANT, run).orElseThrow();
    }

    private RunView view(UUID run) {
        return runs.find(TENANT, run).orElseThrow();
    }

    private JobSpec free() {
        return aJob().named("job-" + jobs++).build();
    }

    private JobSpec one(String policy) {
        return aJob().named("job-" + jobs++)
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(1, policy, null)
                .build();
    }

    private UUID store(JobSpec spec) {
        return store.job(spec, now.minusSeconds(600), null);
    }

    private UUID due(JobSpec spec) {
        return due(store(spec), spec, 1);
    }

    private UUID due(UUID job, JobSpec spec, int secondsAgo) {
        return insert(job, spec, now.minusSeconds(secondsAgo));
    }

    private UUID insert(UUID job, JobSpec spec, Instant at) {
        NewRun run = NewRun.scheduled(job, spec, at);
        firing.insert(TENANT, List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private ClaimedRun claimed(UUID run) {
        List<ClaimedRun> claimed = claims.claim(member, List.of(run));
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    private static Finish finish(ClaimedRun run, RunState state) {
        return new Finish(
                run,
                state,
                Duration.ZERO,
                Duration.ofMillis(1),
                Duration.ZERO,
                null,
                state == RunState.succeeded ? null : "no answer");
    }
}
