package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BeanThreadsTest {

    private static final Runnable NOTHING = () -> {};

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(2, 2, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final BeanThreads threads = new BeanThreads(pool);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();

    @AfterEach
    void stop() {
        end.countDown();
        threads.stop();
    }

    @Test
    void there_are_as_many_threads_as_slots() {
        for (int i = 0; i < 5; i++) {
            threads.submit(this::deafUntilTheEnd);
        }

        await().until(() -> started.get() == 2);
        assertThat(pool.getPoolSize()).isEqualTo(2);
        end.countDown();
        await().until(() -> started.get() == 5);
    }

    @Test
    void a_call_that_does_not_stop_takes_no_slot_from_others() {
        List<BeanThreads.Call> deaf =
                List.of(threads.submit(this::deafUntilTheEnd), threads.submit(this::deafUntilTheEnd));
        await().until(() -> started.get() == 2);

        deaf.forEach(BeanThreads.Call::stop);
        deaf.forEach(BeanThreads.Call::stop);
        threads.submit(this::deafUntilTheEnd);
        threads.submit(this::deafUntilTheEnd);
        threads.submit(this::deafUntilTheEnd);

        await().until(() -> started.get() == 4);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(4);
        end.countDown();
        await().until(() -> started.get() == 5);
        await().until(() -> pool.getMaximumPoolSize() == 2 && pool.getPoolSize() <= 2);
    }

    @Test
    void a_waiting_call_that_is_stopped_is_not_started() {
        List<BeanThreads.Call> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(threads.submit(this::deafUntilTheEnd));
        }
        await().until(() -> started.get() == 2);

        calls.get(2).stop();
        end.countDown();

        await().until(() -> pool.getCompletedTaskCount() == 4);
        assertThat(started).hasValue(3);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
    }

    @Test
    void stopping_a_call_that_has_ended_interrupts_nobody() {
        BeanThreads.Call ended = threads.submit(() -> counted(NOTHING));
        await().until(() -> pool.getCompletedTaskCount() == 1);

        ended.stop();

        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
    }

    @Test
    void a_call_that_begins_at_the_end_of_another_goes_on_with_its_thread() {
        List<Thread> by = Collections.synchronizedList(new ArrayList<>());
        Supplier<Runnable> last = () -> {
            by.add(Thread.currentThread());
            return () -> counted(NOTHING);
        };
        Supplier<Runnable> second = () -> {
            by.add(Thread.currentThread());
            return () -> threads.submit(last);
        };

        threads.submit(() -> {
            by.add(Thread.currentThread());
            return () -> threads.submit(second);
        });

        await().until(() -> started.get() == 1);
        assertThat(by).hasSize(3).containsOnly(by.get(0));
    }

    @Test
    void what_two_calls_begin_at_the_end_of_one_is_not_done_one_after_the_other() {
        threads.submit(() -> () -> {
            threads.submit(this::deafUntilTheEnd);
            threads.submit(this::deafUntilTheEnd);
        });

        await().until(() -> started.get() == 2);
    }

    @Test
    void a_call_that_is_submitted_in_the_middle_of_another_does_not_wait_for_it() {
        threads.submit(() -> {
            threads.submit(() -> counted(NOTHING));
            return deafUntilTheEnd();
        });

        await().until(() -> started.get() == 2);
    }

    @Test
    void an_interrupt_that_was_meant_for_one_call_does_not_reach_the_next() {
        AtomicBoolean interrupted = new AtomicBoolean();

        threads.submit(() -> () -> {
            threads.submit(() -> {
                interrupted.set(Thread.currentThread().isInterrupted());
                return () -> counted(NOTHING);
            });
            Thread.currentThread().interrupt();
        });

        await().until(() -> started.get() == 1);
        assertThat(interrupted).isFalse();
    }

    private Runnable counted(Runnable end) {
        started.incrementAndGet();
        return end;
    }

    private Runnable deafUntilTheEnd() {
        started.incrementAndGet();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // As beans do that were not written to be stopped.
            }
        }
        return NOTHING;
    }
}
