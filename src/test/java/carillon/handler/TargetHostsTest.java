package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Postponed;
import carillon.handler.Outcome.Succeeded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TargetHostsTest {

    private static final Origin HOST = new Origin("https", "example.org", 443);
    private static final Origin OTHER = new Origin("https", "example.net", 443);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-01T02:30:00Z"), ZoneOffset.UTC);
    private static final Outcome DONE = new Succeeded(null);
    private static final Outcome NO_ANSWER = Failed.retryable("no answer", FailureKind.of("timeout", "network"));

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong nanoTime = new AtomicLong();
    private final TargetHosts hosts =
            new TargetHosts(2, new Breaker.Rules(3, Duration.ofSeconds(30)), timer, CLOCK, nanoTime::get);
    private final List<CompletableFuture<Outcome>> started = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void so_many_calls_of_a_host_are_under_way_and_the_next_begins_when_one_ends() {
        call(HOST);
        call(HOST);
        CompletableFuture<Outcome> third = call(HOST);
        assertThat(started).hasSize(2);
        assertThat(hosts.standing()).isEqualTo(new HttpStanding(2, 1, 0));

        started.get(0).complete(DONE);

        assertThat(started).hasSize(3);
        started.get(2).complete(DONE);
        assertThat(third).isCompletedWithValue(DONE);
    }

    @Test
    void a_full_host_holds_up_no_other_and_what_finds_no_room_to_wait_is_postponed() {
        for (int i = 0; i < 4; i++) {
            call(HOST);
        }

        CompletableFuture<Outcome> beyond = call(HOST);

        assertThat(beyond.join()).isInstanceOfSatisfying(Postponed.class, postponed -> {
            assertThat(postponed.pause()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
            assertThat(postponed.reason()).contains("2 calls to https://example.org:443", "carillon.http.per-host");
        });
        call(OTHER);
        assertThat(started).hasSize(3);
    }

    @Test
    void a_run_that_is_postponed_again_and_again_comes_back_later_each_time_up_to_a_minute_and_a_half() {
        for (int i = 0; i < 4; i++) {
            call(HOST);
        }

        Postponed often = (Postponed) hosts.perform(HOST, 30, Duration.ofSeconds(30), CompletableFuture::new)
                .join();

        assertThat(often.pause()).isBetween(Duration.ofSeconds(32), Duration.ofSeconds(96));
    }

    @Test
    void a_call_that_does_not_get_its_turn_is_postponed_and_never_started() {
        call(HOST);
        call(HOST);

        CompletableFuture<Outcome> waiting = call(HOST);

        await().atMost(Duration.ofSeconds(30)).until(waiting::isDone);
        assertThat(waiting.join()).isInstanceOf(Postponed.class);
        assertThat(call(HOST).join()).as("comes to a slow host").isInstanceOf(Postponed.class);
        started.get(0).complete(DONE);
        assertThat(started).hasSize(2);
        assertThat(hosts.standing()).isEqualTo(new HttpStanding(1, 0, 0));
        call(HOST);
        assertThat(call(HOST)).as("waits again").isNotDone();
    }

    @Test
    void cancelling_ends_a_call_wherever_it_is() {
        CompletableFuture<Outcome> first = call(HOST);
        call(HOST);
        CompletableFuture<Outcome> waiting = call(HOST);

        waiting.cancel(true);
        first.cancel(true);

        assertThat(started.get(0)).isCancelled();
        assertThat(started).hasSize(2);
        assertThat(hosts.standing()).isEqualTo(new HttpStanding(1, 0, 0));
    }

    @Test
    void runs_that_call_a_host_without_answers_are_postponed_until_its_breaker_lets_one_try() {
        for (int i = 0; i < 3; i++) {
            call(HOST);
            started.get(i).complete(NO_ANSWER);
        }

        Postponed refused = (Postponed) call(HOST).join();

        assertThat(refused.reason())
                .isEqualTo("refused by the breaker of https://example.org:443 until 2026-12-01T02:30:30Z: the last 3"
                        + " calls from this member got no answer");
        assertThat(refused.pause()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
        assertThat(hosts.standing()).isEqualTo(new HttpStanding(0, 0, 1));
        assertThat(call(OTHER)).isNotDone();

        nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
        CompletableFuture<Outcome> trial = call(HOST);
        assertThat(call(HOST).join()).isInstanceOf(Postponed.class);
        started.get(4).complete(DONE);
        assertThat(trial).isCompletedWithValue(DONE);
        assertThat(call(HOST)).isNotDone();
    }

    @Test
    void a_refusal_is_an_answer_and_a_gateways_is_none() {
        for (int i = 0; i < 9; i++) {
            call(HOST);
            started.get(i).complete(Failed.permanent("404", FailureKind.ofStatus(i % 3 == 0 ? 404 : 503)));
        }
        assertThat(hosts.standing().openBreakers()).isZero();

        for (int i = 9; i < 10; i++) {
            call(HOST);
            started.get(i).complete(Failed.retryable("503", FailureKind.ofStatus(503)));
        }

        assertThat(hosts.standing().openBreakers()).isEqualTo(1);
    }

    @Test
    void calls_that_gave_their_host_no_time_do_not_open_its_breaker() {
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Outcome> call = new CompletableFuture<>();
            hosts.perform(HOST, 1, Duration.ofMillis(1), () -> call);
            call.complete(NO_ANSWER);
        }

        assertThat(call(HOST)).isNotDone();
    }

    @Test
    void a_call_that_cannot_be_started_leaves_its_place() {
        for (int i = 0; i < 5; i++) {
            assertThat(hosts.perform(HOST, 1, Duration.ofSeconds(30), () -> {
                                throw new IllegalStateException("stopped");
                            })
                            .join())
                    .isInstanceOf(Failed.class);
        }
        assertThat(hosts.standing()).isEqualTo(HttpStanding.NONE);
    }

    @Test
    void whatever_ends_how_and_when_the_limit_holds_and_nothing_is_left_behind() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
        List<CompletableFuture<Outcome>> all = java.util.Collections.synchronizedList(new ArrayList<>());
        // As many at once as are under way or wait: a flood would be postponed before the first has ended.
        Semaphore room = new Semaphore(4);
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            room.acquire();
            threads.execute(() -> {
                CompletableFuture<Outcome> outcome = hosts.perform(HOST, 1, Duration.ofSeconds(30), () -> {
                    CompletableFuture<Outcome> call = new CompletableFuture<>();
                    // Those that are cancelled are not counted: one may be cancelled just as it begins.
                    if (number % 7 != 0) {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        threads.schedule(
                                () -> {
                                    underWay.decrementAndGet();
                                    call.complete(DONE);
                                },
                                ThreadLocalRandom.current().nextInt(300),
                                TimeUnit.MICROSECONDS);
                    }
                    return call;
                });
                all.add(outcome);
                if (number % 7 == 0) {
                    outcome.cancel(true);
                }
                outcome.whenComplete((any, cancelled) -> room.release());
            });
        }

        await().atMost(Duration.ofSeconds(50))
                .until(() -> all.size() == 2_000 && List.copyOf(all).stream().allMatch(CompletableFuture::isDone));

        threads.shutdownNow();
        assertThat(most).hasValueBetween(1, 2);
        assertThat(hosts.standing()).isEqualTo(HttpStanding.NONE);
        assertThat(all).anyMatch(CompletableFuture::isCancelled).anyMatch(TargetHostsTest::isDone);
    }

    private static boolean isDone(CompletableFuture<Outcome> outcome) {
        try {
            return outcome.join() == DONE;
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            return false;
        }
    }

    private CompletableFuture<Outcome> call(Origin host) {
        return hosts.perform(host, 1, Duration.ofSeconds(30), () -> {
            CompletableFuture<Outcome> call = new CompletableFuture<>();
            started.add(call);
            return call;
        });
    }
}
