package carillon.worker;

import static carillon.worker.Claimed.aRun;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.LocalMember;
import carillon.handler.Outcome;
import carillon.run.AttemptTokens;
import carillon.run.ClaimedRun;
import carillon.run.Finish;
import carillon.run.RunState;
import carillon.test.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final Logger QUIET = Logger.getLogger(Attempts.class.getName());

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private static final Outcome GOOD = new Outcome.Succeeded("{\"done\":true}");

    private final ScriptedHandlers handlers = new ScriptedHandlers();
    private final WrittenOutcomes written = new WrittenOutcomes();
    private final Results results = new Results(written, new SilentReports(), new LocalMember());
    private final Attempts attempts = new Attempts(
            handlers,
            results,
            new SilentReports(),
            new AttemptTokens(() -> new byte[32]),
            Claimed.clock(),
            new Line(5_000, System::nanoTime),
            0);
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void an_attempt_that_succeeds_is_written_with_its_result_and_frees_its_place() throws InterruptedException {
        ClaimedRun run = started(aRun());

        handlers.of(run.id()).complete(GOOD);

        Finish finish = only();
        assertThat(finish.state()).isEqualTo(RunState.succeeded);
        assertThat(finish.result()).isEqualTo("{\"done\":true}");
        assertThat(finish.error()).isNull();
        assertThat(ended).hasValue(1);
        assertThat(attempts.count()).isZero();
    }

    @Test
    void an_attempt_that_its_target_has_taken_over_is_passed_on_and_frees_its_place() throws InterruptedException {
        ClaimedRun run = started(aRun());

        handlers.of(run.id()).complete(new Outcome.Accepted());

        assertThat(attempts.known()).as("until it is written").containsExactly(run.id());
        assertThat(only().state()).isEqualTo(RunState.active);
        assertThat(ended).hasValue(1);
        assertThat(attempts.count()).isZero();
        assertThat(attempts.known()).isEmpty();
    }

    @Test
    void an_attempt_under_way_is_counted_and_known() {
        ClaimedRun run = started(aRun());

        assertThat(attempts.count()).isEqualTo(1);
        assertThat(attempts.known()).containsExactly(run.id());
        assertThat(ended).hasValue(0);
    }

    @Test
    void a_run_stays_known_until_its_outcome_is_written() throws InterruptedException {
        ClaimedRun run = started(aRun());

        handlers.of(run.id()).complete(GOOD);

        assertThat(attempts.known()).containsExactly(run.id());
        results.write();
        assertThat(attempts.known()).isEmpty();
    }

    @Test
    void a_failure_is_followed_by_another_attempt_after_the_wait_of_the_policy() throws InterruptedException {
        ClaimedRun run = started(aRun().retry("{\"maxAttempts\":3,\"backoff\":\"PT10S\",\"jitter\":0.0}"));

        handlers.of(run.id()).complete(Outcome.Failed.retryable("went wrong"));

        Finish finish = only();
        assertThat(finish.state()).isEqualTo(RunState.retrying);
        assertThat(finish.pause()).isEqualTo(Duration.ofSeconds(10));
        assertThat(finish.error()).isEqualTo("went wrong");
    }

    @Test
    void the_last_failure_that_the_policy_allows_is_final() throws InterruptedException {
        ClaimedRun run = started(aRun().attempt(3).retry("{\"maxAttempts\":3}"));

        handlers.of(run.id()).complete(Outcome.Failed.retryable("went wrong"));

        Finish finish = only();
        assertThat(finish.state()).isEqualTo(RunState.failed);
        assertThat(finish.pause()).isZero();
    }

    @Test
    void attempts_that_were_forgiven_do_not_count() throws InterruptedException {
        ClaimedRun run =
                started(aRun().attempt(5).forgiven(3).retry("{\"maxAttempts\":3,\"backoff\":\"PT1S\",\"jitter\":0.0}"));

        handlers.of(run.id()).complete(Outcome.Failed.retryable("went wrong"));

        Finish finish = only();
        assertThat(finish.state()).isEqualTo(RunState.retrying);
        assertThat(finish.pause()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_failure_that_another_attempt_cannot_mend_is_final_at_once() throws InterruptedException {
        ClaimedRun run = started(aRun());

        handlers.of(run.id()).complete(Outcome.Failed.permanent("404"));

        assertThat(only().state()).isEqualTo(RunState.failed);
    }

    @Test
    void a_target_may_ask_for_a_longer_wait_but_not_for_a_shorter_one() throws InterruptedException {
        String retry = "{\"backoff\":\"PT10S\",\"jitter\":0.0}";
        ClaimedRun longer = started(aRun().retry(retry));
        handlers.of(longer.id()).complete(new Outcome.Failed("busy", true, Duration.ofMinutes(1), null));
        assertThat(only().pause()).isEqualTo(Duration.ofMinutes(1));

        ClaimedRun shorter = started(aRun().retry(retry));
        handlers.of(shorter.id()).complete(new Outcome.Failed("busy", true, Duration.ofSeconds(1), null));
        results.write();
        assertThat(written.all().get(1).pause()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void an_attempt_past_its_hard_limit_is_ended_and_counts_as_failed() throws InterruptedException {
        ClaimedRun overdue = started(aRun().limits("{\"soft\":\"PT0.001S\",\"hard\":\"PT0S\"}"));
        ClaimedRun other = started(aRun());

        attempts.endOverdue();

        Finish finish = only();
        assertThat(finish.run()).isEqualTo(overdue);
        assertThat(finish.state()).isEqualTo(RunState.retrying);
        assertThat(finish.error()).contains("hard limit");
        assertThat(handlers.of(overdue.id())).isCancelled();
        assertThat(handlers.of(other.id())).isNotDone();
        assertThat(ended).hasValue(1);
        assertThat(attempts.known()).containsExactly(other.id());
    }

    @Test
    void a_cancelled_attempt_is_stopped_and_its_outcome_dropped() {
        ClaimedRun run = started(aRun());

        attempts.cancel(List.of(run.id(), aRun().build().id()));

        assertThat(handlers.of(run.id())).isCancelled();
        assertThat(results.isEmpty()).isTrue();
        assertThat(ended).hasValue(1);
        assertThat(attempts.count()).isZero();
    }

    @Test
    void an_attempt_that_others_took_away_is_stopped_and_a_later_one_of_the_same_run_goes_on() {
        ClaimedRun lost = started(aRun());
        Claimed again = aRun();
        ClaimedRun first = again.build();
        ClaimedRun second = started(again.attempt(2));

        attempts.stop(List.of(lost, first, aRun().build()));

        assertThat(handlers.of(lost.id())).isCancelled();
        assertThat(handlers.of(second.id())).isNotDone();
        assertThat(results.isEmpty()).isTrue();
        assertThat(attempts.known()).containsExactly(second.id());
    }

    @Test
    void a_run_that_finds_no_slot_is_known_and_begins_when_one_is_passed_on() {
        Attempts one = withOneSlot();
        ClaimedRun first = started(one, aRun());
        ClaimedRun second = started(one, aRun());
        assertThat(handlers.begun()).containsOnlyKeys(first.id());
        assertThat(one.known()).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(one.count()).isEqualTo(2);
        assertThat(one.inSlots()).isEqualTo(1);

        handlers.of(first.id()).complete(GOOD);

        assertThat(handlers.of(second.id())).isNotDone();
        assertThat(ended).hasValue(1);
        assertThat(one.inSlots()).isEqualTo(1);
    }

    @Test
    void a_run_that_is_cancelled_while_it_waits_for_a_slot_never_begins() {
        Attempts one = withOneSlot();
        ClaimedRun first = started(one, aRun());
        ClaimedRun second = started(one, aRun());

        one.cancel(List.of(second.id()));
        handlers.of(first.id()).complete(GOOD);

        assertThat(handlers.begun()).containsOnlyKeys(first.id());
        assertThat(ended).hasValue(2);
        assertThat(one.count()).isZero();
    }

    @Test
    void stopping_everything_begins_none_of_those_that_wait() {
        Attempts one = withOneSlot();
        ClaimedRun first = started(one, aRun());
        ClaimedRun second = started(one, aRun());

        assertThat(one.stopAll()).containsExactlyInAnyOrder(first, second);
        assertThat(handlers.begun()).containsOnlyKeys(first.id());
        assertThat(ended).hasValue(2);
    }

    @Test
    void a_run_for_which_no_slot_becomes_free_in_time_is_given_up_and_never_begins() {
        AtomicLong nanos = new AtomicLong();
        Attempts one = attempts(new Line(1, nanos::get));
        ClaimedRun first = started(one, aRun());
        ClaimedRun second = started(one, aRun());
        assertThat(one.takeUnbegun()).isEmpty();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(one.takeUnbegun()).containsExactly(second);
        handlers.of(first.id()).complete(GOOD);

        assertThat(handlers.begun()).containsOnlyKeys(first.id());
        assertThat(ended).hasValue(2);
    }

    private Attempts withOneSlot() {
        return attempts(new Line(1, System::nanoTime));
    }

    private Attempts attempts(Line line) {
        return new Attempts(
                handlers,
                results,
                new SilentReports(),
                new AttemptTokens(() -> new byte[32]),
                Claimed.clock(),
                line,
                0);
    }

    private ClaimedRun started(Attempts by, Claimed claimed) {
        ClaimedRun run = claimed.build();
        by.start(run, any -> ended.incrementAndGet());
        return run;
    }

    @Test
    void only_attempts_that_last_are_asked_about() {
        ClaimedRun run = started(aRun());

        assertThat(attempts.lasting(Duration.ZERO)).containsExactly(run);
        assertThat(attempts.lasting(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void an_attempt_past_its_soft_limit_goes_on_and_is_told_of_once() {
        ClaimedRun run = started(aRun().limits("{\"soft\":\"PT0S\",\"hard\":\"PT1H\"}"));
        QUIET.setLevel(Level.WARNING);
        try (LogLines log = LogLines.of(Attempts.class)) {
            attempts.endOverdue();
            attempts.endOverdue();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("event=attempt-over-soft-limit run=" + run.id());
        } finally {
            QUIET.setLevel(Level.SEVERE);
        }
        assertThat(handlers.of(run.id())).isNotDone();
    }

    @Test
    void stopping_everything_tells_what_was_stopped() {
        ClaimedRun one = started(aRun());
        ClaimedRun other = started(aRun());
        handlers.of(other.id()).complete(GOOD);

        assertThat(attempts.stopAll()).containsExactly(one);
        assertThat(results.pending()).containsExactly(other.id());
        assertThat(ended).hasValue(2);
    }

    @Test
    void a_definition_that_cannot_be_read_is_a_failure_and_frees_its_place() throws InterruptedException {
        started(aRun().handler("{\"type\":\"of-a-newer-version\"}"));
        started(aRun().retry("{\"maxAttempts\":\"many\"}"));
        started(aRun().limits(null));

        assertThat(ended).hasValue(3);
        results.write();
        assertThat(written.all())
                .hasSize(3)
                .allMatch(finish -> finish.state() == RunState.retrying)
                .allMatch(finish -> finish.error().contains("cannot be read"));
    }

    @Test
    void a_handler_that_breaks_its_contract_is_a_failure_and_frees_its_place() throws InterruptedException {
        ClaimedRun thrown = started(aRun());
        ClaimedRun nothing = started(aRun());

        handlers.of(thrown.id()).completeExceptionally(new IllegalStateException("never exceptionally"));
        handlers.of(nothing.id()).complete(null);

        assertThat(ended).hasValue(2);
        results.write();
        assertThat(written.all()).hasSize(2).allMatch(finish -> finish.state() == RunState.retrying);
    }

    /** The handler ends, the limit passes, somebody cancels, the member stops: all in the same moment. */
    @Property(tries = 50)
    void each_attempt_ends_in_exactly_one_way(@ForAll @IntRange(min = 1, max = 20) int runs) throws Exception {
        List<ClaimedRun> all = Stream.generate(
                        () -> started(aRun().limits("{\"soft\":\"PT0.001S\",\"hard\":\"PT0S\"}")))
                .limit(runs)
                .toList();
        ended.set(0);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger dropped = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        threads.submit(() -> {
            start.await();
            all.forEach(run -> handlers.of(run.id()).complete(GOOD));
            return null;
        });
        threads.submit(() -> {
            start.await();
            attempts.endOverdue();
            return null;
        });
        threads.submit(() -> {
            start.await();
            dropped.addAndGet(attempts.stopAll().size());
            return null;
        });
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        int before = written.all().size();
        while (!results.isEmpty()) {
            results.write();
        }
        assertThat(written.all().size() - before + dropped.get()).isEqualTo(runs);
        assertThat(ended).hasValue(runs);
        assertThat(attempts.count()).isZero();
    }

    private ClaimedRun started(Claimed claimed) {
        ClaimedRun run = claimed.build();
        attempts.start(run, any -> ended.incrementAndGet());
        return run;
    }

    private Finish only() throws InterruptedException {
        results.write();
        assertThat(written.all()).hasSize(1);
        return written.all().get(0);
    }
}
