package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.HttpHandlerSpec;
import carillon.handler.Outcome;
import carillon.job.RetryPolicy;
import carillon.job.TimeLimits;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts that targets have taken over, on the real database. */
class CallbacksTest {

    private static final String TENANT = "default";
    private static final Duration LONG = Duration.ofHours(1);

    private final TestStore store = TestStore.empty();
    private final AttemptTokens tokens = new AttemptTokens(() -> new byte[32]);
    private final Told<RunEvent> told = new Told<>();
    private final RunEvents events = new RunEvents(told);
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final FinishRepository finishes = new FinishRepository(store.database());
    private final HandBackRepository handBacks = new HandBackRepository(store.database());
    private final Outcomes outcomes =
            new Outcomes(finishes, handBacks, new CallbackRepository(store.database()), places, events, new Told<>());
    private final Callbacks callbacks = new Callbacks(new CallbackRepository(store.database()), tokens, outcomes);
    private final ClaimRepository claims = new ClaimRepository(store.database());
    private final KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunControlRepository control = new RunControlRepository(store.database());
    private final Runs runs = new Runs(
            new RunRepository(store.database()),
            new RunSituationRepository(store.database()),
            new RunSearchRepository(store.database()),
            new FailureRepository(store.database()));
    private final UUID member = store.member();
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_run_whose_target_has_taken_it_over_stays_active_until_its_hard_limit() {
        UUID run = taken(null);

        RunView view = view(run);

        assertThat(view.state()).isEqualTo(RunState.active);
        assertThat(view.member()).isEqualTo(member);
        assertThat(Duration.between(view.startedAt(), view.callbackUntil())).isEqualTo(Duration.ofMinutes(30));
        assertThat(runs.why(TENANT, run).orElseThrow())
                .satisfies(why -> assertThat(why.reason()).isEqualTo("callback"))
                .satisfies(why -> assertThat(why.detail())
                        .isEqualTo(
                                "The target of attempt 1 has taken it over: it waits for the target's callback until "
                                        + view.callbackUntil() + "."));
    }

    @Test
    void with_a_heartbeat_it_waits_no_longer_than_that() {
        UUID run = taken(Duration.ofMinutes(1));

        assertThat(Duration.between(store.now(), view(run).callbackUntil()))
                .isBetween(Duration.ofSeconds(55), Duration.ofMinutes(1));
    }

    @Test
    void the_target_says_that_it_is_done_and_may_say_so_again() {
        UUID run = taken(null);

        CallbackAnswer first = callbacks.succeed(TENANT, run, tokens.of(run, 1), "{\"rows\":3}");

        assertThat(first).isEqualTo(new CallbackAnswer(run, 1, "succeeded"));
        assertThat(view(run).state()).isEqualTo(RunState.succeeded);
        assertThat(view(run).result()).isEqualTo("{\"rows\": 3}");
        assertThat(view(run).callbackUntil()).isNull();
        assertThat(told.all()).hasSize(1).first().isInstanceOf(RunEvent.Succeeded.class);
        assertThat(callbacks.succeed(TENANT, run, tokens.of(run, 1), "{ \"rows\": 3 }"))
                .isEqualTo(first);
        assertThat(told.all()).hasSize(1);
        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, tokens.of(run, 1), "{\"rows\":4}"))
                .isInstanceOf(AttemptOverException.class);
        assertThatThrownBy(() -> callbacks.fail(TENANT, run, tokens.of(run, 1), "no", true))
                .isInstanceOf(AttemptOverException.class)
                .hasMessageContaining("Attempt 1 is over (succeeded)");
    }

    @Test
    void the_target_says_that_it_has_failed_and_another_attempt_follows() {
        UUID run = taken(null);

        CallbackAnswer first = callbacks.fail(TENANT, run, tokens.of(run, 1), "no\nroom", true);

        assertThat(first).isEqualTo(new CallbackAnswer(run, 1, "failed"));
        assertThat(view(run).state()).isEqualTo(RunState.retrying);
        assertThat(view(run).error()).isEqualTo("no room");
        assertThat(callbacks.fail(TENANT, run, tokens.of(run, 1), "no\nroom", true))
                .isEqualTo(first);
        claimAgain(run);
        assertThat(callbacks.fail(TENANT, run, tokens.of(run, 1), "no\nroom", true))
                .as("said again during the next attempt")
                .isEqualTo(first);
        assertThat(view(run).state()).isEqualTo(RunState.active);
        assertThat(view(run).callbackUntil()).isNull();
    }

    @Test
    void a_failure_that_another_attempt_cannot_mend_is_final() {
        UUID run = taken(null);

        callbacks.fail(TENANT, run, tokens.of(run, 1), "no such customer", false);

        assertThat(view(run).state()).isEqualTo(RunState.failed);
        assertThat(store.value("select dead from run")).isEqualTo(true);
    }

    /** The target may be quicker than its own answer. */
    @Test
    void a_callback_that_comes_before_the_answer_to_the_request_counts() {
        ClaimedRun run = claimed(null);

        callbacks.succeed(TENANT, run.id(), tokens.of(run.id(), 1), null);
        outcomes.finish(member, List.of(accepted(run)));

        assertThat(view(run.id()).state()).isEqualTo(RunState.succeeded);
        assertThat(view(run.id()).callbackUntil()).isNull();
    }

    @Test
    void a_heartbeat_tells_progress_and_gives_more_time() {
        UUID run = taken(Duration.ofMinutes(1));
        store.execute("update run set callback_until = clock_timestamp() + interval '5 seconds'");

        HeartbeatAnswer answer = callbacks.heartbeat(TENANT, run, tokens.of(run, 1), 0.5, "half of it");

        assertThat(answer.stop()).isFalse();
        assertThat(Duration.between(store.now(), answer.until())).isGreaterThan(Duration.ofSeconds(50));
        assertThat(view(run).progress()).isEqualTo(0.5);
        assertThat(view(run).progressMessage()).isEqualTo("half of it");
    }

    @Test
    void of_heartbeats_within_a_second_the_first_is_kept_and_what_is_left_out_stays() {
        UUID run = taken(Duration.ofMinutes(1));
        callbacks.heartbeat(TENANT, run, tokens.of(run, 1), 0.5, "half of it");

        assertThat(callbacks
                        .heartbeat(TENANT, run, tokens.of(run, 1), 0.6, "more")
                        .stop())
                .isFalse();
        assertThat(view(run).progress()).isEqualTo(0.5);
        store.execute("update run set heartbeat_at = heartbeat_at - interval '2 seconds'");
        callbacks.heartbeat(TENANT, run, tokens.of(run, 1), null, "more");

        assertThat(view(run).progress()).isEqualTo(0.5);
        assertThat(view(run).progressMessage()).isEqualTo("more");
    }

    /** A target that answers in the end may tell of its progress meanwhile: its member is still there for it. */
    @Test
    void a_heartbeat_before_the_answer_to_the_request_tells_progress_and_takes_nothing_over() {
        ClaimedRun run = claimed(Duration.ofMinutes(1));

        HeartbeatAnswer answer = callbacks.heartbeat(TENANT, run.id(), tokens.of(run.id(), 1), 0.1, null);

        assertThat(answer.until()).isNull();
        assertThat(view(run.id()).progress()).isEqualTo(0.1);
        assertThat(view(run.id()).callbackUntil()).isNull();
    }

    @Test
    void a_heartbeat_never_reaches_beyond_the_hard_limit() {
        UUID run = taken(Duration.ofMinutes(1));
        store.execute("update run set started_at = clock_timestamp() - interval '29 minutes 50 seconds'");

        HeartbeatAnswer answer = callbacks.heartbeat(TENANT, run, tokens.of(run, 1), null, null);

        assertThat(Duration.between(store.now(), answer.until())).isLessThan(Duration.ofSeconds(11));
    }

    @Test
    void the_target_of_a_cancelled_run_is_told_to_stop() {
        UUID run = taken(null);
        control.cancel(TENANT, List.of(run), "wrong day", "ada");

        HeartbeatAnswer answer = callbacks.heartbeat(TENANT, run, tokens.of(run, 1), 0.5, null);

        assertThat(answer).isEqualTo(new HeartbeatAnswer(run, 1, RunState.cancelled, true, null));
        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, tokens.of(run, 1), null))
                .isInstanceOf(AttemptOverException.class);
    }

    @Test
    void the_token_of_an_earlier_attempt_comes_too_late() {
        UUID run = taken(null);
        callbacks.fail(TENANT, run, tokens.of(run, 1), "no room", true);
        claimAgain(run);

        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, tokens.of(run, 1), null))
                .isInstanceOf(AttemptOverException.class)
                .hasMessageContaining("the run is active with attempt 2");
        assertThatThrownBy(() -> callbacks.heartbeat(TENANT, run, tokens.of(run, 1), null, null))
                .isInstanceOf(AttemptOverException.class);
        assertThat(callbacks.succeed(TENANT, run, tokens.of(run, 2), null).attempt())
                .isEqualTo(2);
    }

    @Test
    void a_token_of_no_attempt_is_refused() {
        UUID run = taken(null);

        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, "guessed", null))
                .isInstanceOf(WrongTokenException.class);
        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, null, null)).isInstanceOf(WrongTokenException.class);
        assertThatThrownBy(() -> callbacks.succeed(TENANT, run, tokens.of(run, 2), null))
                .as("of an attempt that has not begun")
                .isInstanceOf(WrongTokenException.class);
        assertThatThrownBy(() -> callbacks.succeed("other", run, tokens.of(run, 1), null))
                .isInstanceOf(UnknownRunException.class);
        assertThat(view(run).state()).isEqualTo(RunState.active);
    }

    @Test
    void the_death_of_the_member_that_made_the_request_is_no_crash_of_it() {
        UUID run = taken(null);
        store.execute("delete from member where id = ?", member);

        assertThat(rescues.rescue(List.of(member))).isEmpty();

        assertThat(handBacks.handBackUnknown(member, List.of()).events()).isEmpty();
        assertThat(callbacks.succeed(TENANT, run, tokens.of(run, 1), null).outcome())
                .isEqualTo("succeeded");
    }

    @Test
    void its_member_does_not_give_it_back_as_one_it_knows_nothing_of() {
        taken(null);
        store.execute("update run set claimed_at = claimed_at - interval '1 minute'");

        assertThat(handBacks.handBackUnknown(member, List.of()).events()).isEmpty();
    }

    /**
     * The member read the target's answer and died before it was written: for the database the attempt is still the member's. It
     * is attempted again, and what the target says of the first attempt comes too late.
     */
    @Test
    void a_member_that_dies_before_it_has_written_that_the_target_took_over_is_rescued_from() {
        ClaimedRun run = claimed(null);

        assertThat(rescues.rescue(List.of(member))).hasSize(1);

        assertThatThrownBy(() -> callbacks.succeed(TENANT, run.id(), tokens.of(run.id(), 1), null))
                .isInstanceOf(AttemptOverException.class)
                .hasMessageContaining("Attempt 1 is over (crashed)");
        outcomes.finish(member, List.of(accepted(run)));
        assertThat(view(run.id()).callbackUntil())
                .as("by a member that wakes up")
                .isNull();
    }

    @Test
    void a_target_that_is_silent_for_too_long_has_failed() {
        UUID run = taken(Duration.ofSeconds(30));
        store.execute("update run set callback_until = clock_timestamp() - interval '1 second'");

        assertThat(callbacks.endOverdue(Duration.ofSeconds(29)))
                .as("the database was out of reach")
                .isZero();
        assertThatThrownBy(() -> callbacks.heartbeat(TENANT, run, tokens.of(run, 1), null, null))
                .as("its time is up, although nobody has ended it yet")
                .isInstanceOf(AttemptOverException.class);
        assertThat(callbacks.endOverdue(Duration.ofSeconds(31))).isEqualTo(1);

        assertThat(view(run).state()).isEqualTo(RunState.retrying);
        assertThat(view(run).error()).startsWith("its target was not heard of by ");
        claimAgain(run);
        assertThat(view(run).callbackUntil()).isNull();
        assertThat(callbacks.endOverdue(LONG)).isZero();
    }

    @Test
    void the_hard_limit_ends_it_however_often_it_is_heard_of_and_whoever_is_the_timer() {
        UUID run = taken(Duration.ofMinutes(1));
        store.execute(
                "update run set started_at = started_at - interval '1 hour', callback_until = now() - interval '1 s'");

        assertThat(callbacks.endOverdue(Duration.ZERO)).isEqualTo(1);

        assertThat(view(run).error()).isEqualTo("its target did not call back within the hard limit of PT30M");
    }

    @Test
    void those_that_are_in_time_are_left_alone() {
        taken(Duration.ofMinutes(1));
        taken(null);

        assertThat(callbacks.endOverdue(LONG)).isZero();
    }

    @Test
    void a_run_that_was_cancelled_in_the_hands_of_a_target_can_begin_again() {
        UUID run = taken(Duration.ofSeconds(30));
        control.cancel(TENANT, List.of(run), null, "ada");

        control.reopen(TENANT, List.of(run), null);
        claimAgain(run);

        assertThat(store.value("select callback_until from run")).isNull();
        assertThat(rescues.rescue(List.of(member))).hasSize(1);
    }

    @Test
    void its_key_stays_taken() {
        JobSpecs spec = http(null).concurrency(1, "queue", "shared");
        UUID job = store.job(spec.build(), now, null);
        UUID first = due(job, spec, 2);
        UUID second = due(job, spec, 1);
        ClaimedRun run = keyedClaims.claim(member, List.of(first)).runs().get(0);
        outcomes.finish(member, List.of(accepted(run)));

        assertThat(keyedClaims.claim(member, List.of(second)).runs()).isEmpty();
        callbacks.succeed(TENANT, first, tokens.of(first, 1), null);

        assertThat(keyedClaims.claim(member, List.of(second)).runs()).hasSize(1);
    }

    private JobSpecs http(Duration heartbeat) {
        return aJob().named(UUID.randomUUID().toString())
                .retry(new RetryPolicy(3, Duration.ofMillis(1), 1.0, Duration.ofMillis(1), 0.0, null, null, null))
                .limits(new TimeLimits(null, null))
                .handler(new HttpHandlerSpec("http://localhost/", null, null, null, heartbeat, null, null));
    }

    private UUID due(UUID job, JobSpecs spec, int secondsAgo) {
        NewRun run = NewRun.scheduled(job, spec.build(), now.minusSeconds(secondsAgo));
        new FireRepository(store.database()).insert(TENANT, List.of(new FireRepository.Queued(run, "default")));
        return run.id();
    }

    private ClaimedRun claimed(Duration heartbeat) {
        JobSpecs spec = http(heartbeat);
        UUID run = due(store.job(spec.build(), now, null), spec, 1);
        return claims.claim(member, List.of(run)).get(0);
    }

    private void claimAgain(UUID run) {
        store.execute("update run set due_at = clock_timestamp() - interval '1 second' where id = ?", run);
        assertThat(claims.claim(member, List.of(run))).hasSize(1);
    }

    private UUID taken(Duration heartbeat) {
        ClaimedRun run = claimed(heartbeat);
        outcomes.finish(member, List.of(accepted(run)));
        return run.id();
    }

    private static Finish accepted(ClaimedRun run) {
        return Finish.of(run, new Outcome.Accepted(), Duration.ofMillis(1), Duration.ofMillis(2));
    }

    private RunView view(UUID run) {
        return runs.find(TENANT, run).orElseThrow();
    }
}
