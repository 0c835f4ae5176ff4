package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.RetryPolicy;
import carillon.platform.Lane;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of runs on the real database: fire, claim, finish, rescue. */
class RunStoreTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final ClaimRepository claims = new ClaimRepository(store.database());
    private final KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
    private final FinishRepository finishes = new FinishRepository(store.database());
    private final HandBackRepository handBacks = new HandBackRepository(store.database());
    private final WaitingRepository waiting = new WaitingRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final UUID member = store.member();
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void firing_writes_the_runs_and_moves_the_cursor() {
        UUID timer = leaseTaken(7);
        FirePlan plan = plan(recurring(), now.minusSeconds(2));

        List<RunEvent> fired = firing.fire(timer, 7, List.of(plan));

        assertThat(fired).hasSize(plan.runs().size()).allMatch(event -> event instanceof RunEvent.Fired);
        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(plan.next()));
        assertThat(store.value("select fired from job"))
                .isEqualTo((long) plan.runs().size());
        assertThat(store.column("select scheduled_at from run order by 1"))
                .containsExactlyElementsOf(plan.runs().stream()
                        .map(run -> (Object) time(run.scheduledAt()))
                        .toList());
    }

    @Test
    void a_deposed_timer_fires_nothing() {
        UUID old = leaseTaken(7);
        FirePlan plan = plan(recurring(), now);
        leaseTaken(8);

        assertThat(firing.fire(old, 7, List.of(plan))).isEmpty();
        assertThat(store.value("select count(*) from run")).isEqualTo(0L);
        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(now));
    }

    @Test
    void firing_the_same_plan_twice_writes_it_once() {
        UUID timer = leaseTaken(7);
        FirePlan plan = plan(recurring(), now);
        firing.fire(timer, 7, List.of(plan));

        assertThat(firing.fire(timer, 7, List.of(plan))).isEmpty();
        assertThat(store.value("select count(*) from run"))
                .isEqualTo((long) plan.runs().size());
    }

    @Test
    void a_plan_of_a_job_that_was_changed_meanwhile_does_nothing() {
        UUID timer = leaseTaken(7);
        FirePlan plan = plan(recurring(), now);
        store.execute("update job set version = version + 1");

        assertThat(firing.fire(timer, 7, List.of(plan))).isEmpty();
        assertThat(store.value("select count(*) from run")).isEqualTo(0L);
    }

    @Test
    void a_run_is_claimed_by_one_member_only() throws Exception {
        List<UUID> runs = dueRuns(aJob().build(), 200);
        int members = 8;
        ExecutorService threads = Executors.newFixedThreadPool(members);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<ClaimedRun>>> claimed = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            UUID claimant = store.member();
            claimed.add(threads.submit(() -> {
                start.await();
                return claims.claim(claimant, runs);
            }));
        }
        start.countDown();

        List<UUID> all = new ArrayList<>();
        for (Future<List<ClaimedRun>> one : claimed) {
            one.get().forEach(run -> all.add(run.id()));
        }
        threads.shutdown();
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void a_run_that_is_not_yet_due_is_not_claimed() {
        UUID job = store.job(aJob().build(), now, null);
        UUID run = scheduled(job, aJob().build(), now.plusSeconds(60));

        assertThat(claims.claim(member, List.of(run))).isEmpty();
    }

    @Test
    void a_member_that_was_given_up_claims_nothing() {
        List<UUID> runs = dueRuns(aJob().build(), 1);
        store.execute("update member set state = 'gone'");

        assertThat(claims.claim(member, runs)).isEmpty();
    }

    @Test
    void a_paused_queue_gives_nothing() {
        List<UUID> runs = dueRuns(aJob().build(), 1);
        store.execute("update queue set paused = true");

        assertThat(claims.claim(member, runs)).isEmpty();
    }

    @Test
    void an_instant_that_comes_while_its_job_runs_is_skipped() {
        List<UUID> runs = dueRuns(recurring(), 3);

        Decided first = keyedClaims.claim(member, runs);

        assertThat(first.runs()).extracting(ClaimedRun::id).containsExactly(runs.get(0));
        assertThat(first.skipped())
                .extracting(RunEvent.Skipped::run)
                .containsExactlyInAnyOrder(runs.get(1), runs.get(2));
        assertThat(store.column("select reason from run where state = 'skipped'"))
                .containsOnly("overlap");
    }

    @Test
    void after_the_run_has_ended_the_next_instant_runs() {
        List<UUID> runs = dueRuns(recurring(), 2);
        ClaimedRun first = keyedClaims.claim(member, runs.subList(0, 1)).runs().get(0);
        finishes.finish(member, List.of(finish(first, RunState.succeeded)));

        assertThat(keyedClaims.claim(member, runs.subList(1, 2)).runs()).hasSize(1);
    }

    @Test
    void as_many_runs_as_the_job_allows_are_active_at_once_whoever_claims() throws Exception {
        JobSpec two = JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(2, "skip")
                .build();
        List<UUID> runs = dueRuns(two, 40);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Decided>> decided = new ArrayList<>();
        for (UUID run : runs) {
            decided.add(threads.submit(() -> keyedClaims.claim(member, List.of(run))));
        }
        int active = 0;
        for (Future<Decided> one : decided) {
            active += one.get().runs().size();
        }
        threads.shutdown();

        assertThat(active).isLessThanOrEqualTo(2).isPositive();
    }

    @Test
    void a_retry_keeps_its_place_and_waits_instead_of_being_skipped() {
        List<UUID> runs = dueRuns(recurring(), 2);
        store.execute("update run set state = 'retrying', attempt = 1 where id = ?", runs.get(0));
        store.execute("update run set state = 'active', attempt = 1, member = ? where id = ?", member, runs.get(1));

        Decided decided = keyedClaims.claim(member, runs.subList(0, 1));

        assertThat(decided.runs()).isEmpty();
        assertThat(decided.skipped()).isEmpty();
        assertThat(state(runs.get(0))).isEqualTo("retrying");
    }

    @Test
    void a_finish_is_written_once_and_only_by_the_holder_of_the_attempt() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);
        UUID stranger = store.member();

        assertThat(finishes.finish(stranger, List.of(finish(run, RunState.succeeded)))
                        .ids())
                .isEmpty();
        assertThat(finishes.finish(member, List.of(finish(run, RunState.succeeded)))
                        .ids())
                .containsExactly(run.id());
        assertThat(finishes.finish(member, List.of(finish(run, RunState.failed)))
                        .ids())
                .isEmpty();
        assertThat(state(run.id())).isEqualTo("succeeded");
    }

    @Test
    void a_failed_attempt_that_another_follows_is_kept_and_waited_for() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);
        Finish retry = new Finish(
                run,
                RunState.retrying,
                Duration.ZERO,
                Duration.ofMillis(5),
                Duration.ofSeconds(30),
                null,
                "went wrong");

        finishes.finish(member, List.of(retry));

        assertThat(state(run.id())).isEqualTo("retrying");
        assertThat(store.value("select attempts->0->>'error' from run")).isEqualTo("went wrong");
        assertThat(store.value("select due_at > clock_timestamp() + interval '20 seconds' from run"))
                .isEqualTo(true);
        assertThat(claims.claim(member, List.of(run.id()))).isEmpty();
    }

    @Test
    void a_postponed_attempt_does_not_count_and_of_several_in_a_row_the_last_is_kept() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);
        Outcome later = new Outcome.Postponed("refused by the breaker", Duration.ofSeconds(30));

        finishes.finish(member, List.of(Finish.of(run, later, Duration.ZERO, Duration.ZERO)));

        assertThat(state(run.id())).isEqualTo("retrying");
        assertThat(store.value("select reason || ': ' || error from run"))
                .isEqualTo("postponed: refused by the breaker");
        assertThat(store.value("select due_at > clock_timestamp() + interval '20 seconds' from run"))
                .isEqualTo(true);

        // when
        store.execute("update run set due_at = clock_timestamp()");
        ClaimedRun again = claims.claim(member, List.of(run.id())).get(0);
        finishes.finish(member, List.of(Finish.of(again, later, Duration.ZERO, Duration.ZERO)));
        store.execute("update run set due_at = clock_timestamp()");
        ClaimedRun third = claims.claim(member, List.of(run.id())).get(0);

        // then
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.attempt() - third.forgiven()).isEqualTo(1);
        assertThat(store.value("select jsonb_array_length(attempts) from run")).isEqualTo(1);
        assertThat(store.value("select (attempts->0->>'number') || (attempts->0->>'outcome') from run"))
                .isEqualTo("2postponed");

        finishes.finish(
                member, List.of(Finish.of(third, Outcome.Failed.retryable("no answer"), Duration.ZERO, Duration.ZERO)));
        assertThat(store.value("select jsonb_array_length(attempts) from run")).isEqualTo(2);
        assertThat(store.value("select reason from run")).isNull();
    }

    @Test
    void a_run_may_be_postponed_for_ever() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);
        store.execute("update run set forgiven = 32767");

        finishes.finish(
                member,
                List.of(Finish.of(
                        run, new Outcome.Postponed("away", Duration.ofSeconds(30)), Duration.ZERO, Duration.ZERO)));

        assertThat(state(run.id())).isEqualTo("retrying");
    }

    @Test
    void a_fixed_delay_counts_from_the_end_of_the_run() {
        JobSpec spec = JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofSeconds(30), IntervalMode.FIXED_DELAY))
                .build();
        ClaimedRun run = keyedClaims.claim(member, dueRuns(spec, 1)).runs().get(0);

        finishes.finish(member, List.of(finish(run, RunState.succeeded)));

        assertThat(
                        store.value(
                                "select next_fire_at - clock_timestamp() between interval '28 seconds' and interval '30 seconds' from job"))
                .isEqualTo(true);
    }

    @Test
    void a_cursor_that_a_crash_left_unset_is_set_once_the_run_has_ended() {
        JobSpec spec = JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofSeconds(30), IntervalMode.FIXED_DELAY))
                .build();
        UUID run = dueRuns(spec, 1).get(0);
        assertThat(rescues.followUp()).isZero();
        store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", run);

        assertThat(rescues.followUp()).isEqualTo(1);
        assertThat(store.value("select next_fire_at is not null from job")).isEqualTo(true);
    }

    @Test
    void runs_of_a_member_that_is_gone_are_retried_without_using_up_an_attempt() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);

        List<RunEvent.Rescued> rescued = rescues.rescue(List.of(member));

        assertThat(rescued).extracting(RunEvent.Rescued::run).containsExactly(run.id());
        assertThat(state(run.id())).isEqualTo("retrying");
        assertThat(store.value("select attempts->0->>'outcome' from run")).isEqualTo("crashed");
        ClaimedRun again = claims.claim(store.member(), List.of(run.id())).get(0);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.forgiven()).isEqualTo(1);
        assertThat(finishes.finish(member, List.of(finish(run, RunState.succeeded)))
                        .ids())
                .isEmpty();
    }

    @Test
    void runs_of_a_member_that_is_alive_are_left_alone() {
        claims.claim(member, dueRuns(aJob().build(), 1));

        assertThat(rescues.rescue(List.of(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void after_two_crashes_a_run_is_quarantined() {
        UUID run = dueRuns(aJob().build(), 1).get(0);
        claims.claim(member, List.of(run));
        rescues.rescue(List.of(member));
        UUID second = store.member();
        claims.claim(second, List.of(run));

        rescues.rescue(List.of(second));

        assertThat(state(run)).isEqualTo("failed");
        assertThat(store.value("select reason from run")).isEqualTo("crashed");
        assertThat(store.value("select dead from run")).isEqualTo(true);
        assertThat(store.value("select due_at <= claimed_at from run")).isEqualTo(true);
    }

    @Test
    void a_crashed_attempt_keeps_what_was_last_known_of_its_member() {
        UUID run = dueRuns(aJob().build(), 1).get(0);
        claims.claim(member, List.of(run));
        store.execute("update member set active = 3, heartbeat_at = '2026-01-02T03:04:05Z' where id = ?", member);
        rescues.rescue(List.of(member));
        UUID second = store.member();
        claims.claim(second, List.of(run));
        rescues.rescue(List.of(second));

        RunView view = new RunRepository(store.database()).find("default", run).orElseThrow();

        assertThat(view.attempts()).extracting(RunView.AttemptView::outcome).containsExactly("crashed", "crashed");
        assertThat(view.attempts().get(0).lost())
                .isEqualTo(new RunView.LostMember(member.toString(), "here", 3, Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(view.attempts().get(1).lost().name()).isEqualTo(second.toString());
    }

    @Test
    void a_crash_of_a_job_that_asks_for_a_person_holds_the_run_as_a_dead_letter() {
        RetryPolicy hold = new RetryPolicy(null, null, null, null, null, "hold", null, null);
        UUID run = dueRuns(aJob().retry(hold).build(), 1).get(0);
        claims.claim(member, List.of(run));

        rescues.rescue(List.of(member));

        assertThat(state(run)).isEqualTo("failed");
        assertThat(store.value("select reason from run")).isEqualTo("held");
        assertThat(store.value("select dead from run")).isEqualTo(true);
        assertThat(new RunSituationRepository(store.database())
                        .find("default", run)
                        .orElseThrow()
                        .why()
                        .reason())
                .isEqualTo("held");
    }

    @Test
    void a_hand_back_between_two_crashes_does_not_count_as_one() {
        UUID run = dueRuns(aJob().build(), 1).get(0);
        claims.claim(member, List.of(run));
        rescues.rescue(List.of(member));
        UUID stopping = store.member();
        handBacks.handBack(stopping, claims.claim(stopping, List.of(run)), "the member stopped");
        assertThat(store.value("select crashes from run")).isEqualTo(1);
        UUID third = store.member();
        ClaimedRun again = claims.claim(third, List.of(run)).get(0);
        assertThat(again.failures()).isEqualTo(1);
        finishes.finish(third, List.of(finish(again, RunState.retrying)));
        store.execute("update run set due_at = now()");
        claims.claim(third, List.of(run));

        rescues.rescue(List.of(third));

        assertThat(state(run)).isEqualTo("failed");
        assertThat(store.value("select reason from run")).isEqualTo("crashed");
        assertThat(store.value("select forgiven from run")).isEqualTo(3);
    }

    @Test
    void a_stopping_member_hands_its_runs_back() {
        ClaimedRun run = claims.claim(member, dueRuns(aJob().build(), 1)).get(0);

        List<DueRun> handedBack = handBacks.handBack(member, List.of(run), "the member stopped");

        assertThat(handedBack).extracting(DueRun::id).containsExactly(run.id());
        assertThat(new RunRepository(store.database())
                        .find("default", run.id())
                        .orElseThrow()
                        .attempts())
                .singleElement()
                .satisfies(attempt -> {
                    assertThat(attempt.outcome()).isEqualTo("handed-back");
                    assertThat(attempt.error()).isEqualTo("the member stopped");
                });
        assertThat(claims.claim(store.member(), List.of(run.id()))).hasSize(1);
    }

    @Test
    void a_claim_that_its_member_knows_nothing_of_is_given_back_after_a_while() {
        List<UUID> runs = dueRuns(aJob().build(), 3);
        claims.claim(member, runs);
        store.execute("update run set claimed_at = claimed_at - interval '10 seconds' where id <> ?", runs.get(2));

        List<RunEvent> given =
                handBacks.handBackUnknown(member, List.of(runs.get(0))).events();

        assertThat(given).extracting(RunEvent::run).containsExactly(runs.get(1));
    }

    @Test
    void what_waits_comes_by_priority_and_then_by_due_time() {
        UUID low = dueRuns(aJob().named("low").priority(1).build(), 1).get(0);
        UUID high = dueRuns(aJob().named("high").priority(9).build(), 1).get(0);
        UUID usual = dueRuns(aJob().named("usual").build(), 1).get(0);
        UUID older =
                scheduled(store.job(aJob().named("older").build(), now, null), aJob().build(), now.minusSeconds(30));

        assertThat(waiting.due(List.of(new Lane("default", "default")), 10))
                .extracting(DueRun::id)
                .containsExactly(high, older, usual, low);
        assertThat(waiting.due(List.of(new Lane("default", "default")), 2))
                .extracting(DueRun::id)
                .containsExactly(high, older);
    }

    @Test
    void what_will_be_due_soon_is_found_whatever_its_priority() {
        UUID job = store.job(aJob().build(), now, null);
        UUID soon = scheduled(job, aJob().priority(2).build(), now.plusSeconds(20));
        scheduled(job, aJob().build(), now.plusSeconds(90));

        assertThat(waiting.coming(Duration.ofSeconds(60), 10))
                .extracting(DueRun::id)
                .containsExactly(soon);
    }

    @Test
    void a_score_orders_like_the_database() {
        Instant at = Instant.parse("2026-03-01T10:00:00Z");
        DueRun low = new DueRun(UUID.randomUUID(), "q", "t", 0, at);
        DueRun later = new DueRun(UUID.randomUUID(), "q", "t", 0, at.plusMillis(1));
        DueRun high = new DueRun(
                UUID.randomUUID(),
                "q",
                "t",
                9,
                at.plus(DueRun.AGEING.multipliedBy(9)).minusMillis(1));
        DueRun highTooLate = new DueRun(
                UUID.randomUUID(),
                "q",
                "t",
                9,
                at.plus(DueRun.AGEING.multipliedBy(9)).plusMillis(1));

        assertThat(high.score()).isLessThan(low.score());
        assertThat(low.score()).isLessThan(later.score());
        assertThat(low.score()).isLessThan(highTooLate.score());
    }

    private UUID leaseTaken(long epoch) {
        store.execute("update timer_lease set epoch = ?, owner = ?, renewed_at = now()", epoch, member);
        return member;
    }

    private static JobSpec recurring() {
        return JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .build();
    }

    private FirePlan plan(JobSpec spec, Instant cursor) {
        UUID job = store.job(spec, cursor.minusSeconds(1), cursor);
        Cursor read = firing.cursors(now.plusSeconds(10), 10).get(0);
        assertThat(read.job()).isEqualTo(job);
        return definitions.of(List.of(job)).get(job).plan(read, now, now.plusSeconds(5));
    }

    /** Runs of a new job that are due, oldest first. */
    private List<UUID> dueRuns(JobSpec spec, int count) {
        UUID job = store.job(spec, now.minusSeconds(600), null);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(scheduled(job, spec, now.minusMillis(count - i)));
        }
        return runs;
    }

    private UUID scheduled(UUID job, JobSpec spec, Instant at) {
        NewRun run = NewRun.scheduled(job, spec, at);
        firing.insert("default", List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private Object state(UUID run) {
        return store.value("select state::text from run where id = ?", run);
    }

    private static Finish finish(ClaimedRun run, RunState state) {
        return new Finish(run, state, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, null, null);
    }
}
