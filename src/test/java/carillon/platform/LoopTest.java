package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final Logger QUIET = Logger.getLogger(Loop.class.getName());
    private static final Duration LONG = Duration.ofDays(1);

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private Loop loop;

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void the_step_is_repeated_as_soon_as_it_asks() {
        start(() -> Duration.ZERO);

        await().until(() -> turns.get() >= 100);
        assertThat(thread.get().getName()).isEqualTo("carillon-test");
        assertThat(loop.name()).isEqualTo("test");
    }

    @Test
    void a_wake_ends_a_wait() {
        start(() -> LONG);
        await().until(() -> turns.get() == 1 && thread.get().getState() == Thread.State.TIMED_WAITING);

        loop.wake();

        await().until(() -> turns.get() == 2);
    }

    @Test
    void a_wake_during_a_step_makes_the_next_wait_empty() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        start(() -> {
            inside.countDown();
            goOn.await();
            return LONG;
        });
        inside.await();

        loop.wake();
        goOn.countDown();

        await().until(() -> turns.get() == 2);
    }

    @Test
    void it_keeps_ticking_whatever_the_step_throws() {
        Throwable[] failures = {
            new IllegalStateException("unchecked"),
            new java.io.IOException("checked"),
            new InterruptedException("interrupted"),
            new NoClassDefFoundError("linkage"),
            new StackOverflowError("any other error")
        };
        start(() -> {
            int turn = turns.get() - 1;
            if (turn < failures.length) {
                throwIt(failures[turn]);
            }
            return LONG;
        });

        await().until(() -> turns.get() == failures.length + 1);
    }

    @Test
    void it_tells_how_long_ago_it_came_round() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        start(() -> {
            if (first.getAndSet(false)) {
                goOn.await();
            }
            return Duration.ofMillis(1);
        });
        await().until(() -> loop.sinceTick().toMillis() >= 200);

        goOn.countDown();

        await().until(() -> loop.sinceTick().toMillis() < 200);
    }

    @Test
    void a_stop_ends_its_wait_and_no_step_follows() throws InterruptedException {
        start(() -> LONG);
        await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.TIMED_WAITING);

        loop.stop();

        thread.get().join(TimeUnit.SECONDS.toMillis(30));
        assertThat(thread.get().isAlive()).isFalse();
        assertThat(turns).hasValue(1);
    }

    @Test
    void closing_waits_for_the_step_under_way() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        start(() -> {
            inside.countDown();
            for (int i = 0; i < 1_000; i++) {
                Thread.yield();
            }
            ended.set(true);
            return LONG;
        });
        inside.await();

        loop.close();

        assertThat(ended).isTrue();
        assertThat(thread.get().isAlive()).isFalse();
    }

    private void start(Loop.Step step) {
        loop = Loop.start("test", Thread::new, () -> {
            thread.set(Thread.currentThread());
            turns.incrementAndGet();
            return step.run();
        });
    }

    private static void throwIt(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }
}
