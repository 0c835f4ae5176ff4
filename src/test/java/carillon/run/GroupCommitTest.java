package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<String>> committed = new CopyOnWriteArrayList<>();
    private final List<String> alone = new CopyOnWriteArrayList<>();
    private final List<Thread> committers = new CopyOnWriteArrayList<>();

    /** One for each commit that may go on. */
    private final Semaphore gate = new Semaphore(0);

    private Duration patience = Duration.ofMinutes(1);

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger interruptedInside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();

    @AfterEach
    void end() {
        gate.release(1_000);
        threads.shutdownNow();
    }

    @Test
    void who_is_alone_commits_at_once_on_its_own_thread() {
        GroupCommit<String> commits = commits(1);
        gate.release();

        commits.add("a");

        assertThat(committed).containsExactly(List.of("a"));
        assertThat(committers).containsExactly(Thread.currentThread());
    }

    @Test
    void those_that_come_during_a_commit_are_the_next_group() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> others = waiting(commits, "b", "c", "d");

        gate.release(2);

        first.get();
        get(others);
        assertThat(committed).hasSize(2);
        assertThat(committed.get(1)).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void nobody_returns_before_its_group_is_committed() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> others = waiting(commits, "b", "c");

        gate.release();
        first.get();
        await().until(() -> inside.get() == 1);

        assertThat(others).noneMatch(Future::isDone);
    }

    @Test
    void no_more_commits_go_on_at_once_than_may() throws Exception {
        GroupCommit<String> commits = commits(2);
        Future<?> first = add(commits, "a");
        Future<?> second = add(commits, "b");
        await().until(() -> inside.get() == 2);
        List<Future<?>> others = waiting(commits, "c", "d", "e", "f");

        gate.release();
        await().until(() -> first.isDone() || second.isDone());
        await().until(() -> inside.get() == 2);
        gate.release(2);

        get(others);
        first.get();
        second.get();
        assertThat(committed).hasSize(3).anySatisfy(group -> assertThat(group)
                .containsExactlyInAnyOrder("c", "d", "e", "f"));
        assertThat(mostInside).hasValue(2);
    }

    @Test
    void what_is_too_heavy_together_is_committed_apart() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> others = new ArrayList<>();
        others.addAll(waiting(commits, "heavy-1"));
        others.addAll(waiting(commits, "heavy-2"));
        others.addAll(waiting(commits, "x", "y"));

        gate.release(10);

        first.get();
        get(others);
        assertThat(committed).hasSize(4);
        assertThat(committed.get(1)).containsExactly("heavy-1");
        assertThat(committed.get(2)).containsExactly("heavy-2");
    }

    @Test
    void when_one_of_a_group_cannot_be_committed_the_others_are() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> good = waiting(commits, "b", "c");
        List<Future<?>> bad = waiting(commits, "refused");

        gate.release(10);

        first.get();
        get(good);
        assertThat(failureOf(bad.get(0))).isEqualTo("refused alone");
        assertThat(alone).containsExactlyInAnyOrder("b", "c", "refused");
        assertThat(committed).containsExactlyInAnyOrder(List.of("a"), List.of("b"), List.of("c"));
    }

    @Test
    void when_nobody_knows_what_came_of_a_group_none_of_it_is_tried_again() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> lost = waiting(commits, "b", "lost");

        gate.release(10);

        first.get();
        assertThat(lost).allSatisfy(one -> assertThat(failureOf(one)).isEqualTo("lost"));
        assertThat(committed).containsExactly(List.of("a"));
    }

    @Test
    void who_would_hold_up_others_goes_alone_though_nobody_is_with_it() {
        GroupCommit<String> commits = commits(1);
        gate.release();

        commits.add("blocked");

        assertThat(alone).containsExactly("blocked");
        assertThat(committed).containsExactly(List.of("blocked"));
    }

    @Test
    void a_failed_commit_leaves_the_way_free() {
        GroupCommit<String> commits = commits(1);
        gate.release(3);

        assertThatThrownBy(() -> commits.add("refused")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> commits.add("error")).isInstanceOf(AssertionError.class);
        commits.add("a");

        assertThat(committed).containsExactly(List.of("a"));
    }

    @Test
    void an_error_is_told_to_all_of_the_group() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> group = waiting(commits, "b", "error");

        gate.release(10);

        first.get();
        assertThat(group).allSatisfy(one -> assertThat(failureOf(one)).isNotNull());
        assertThat(committed).containsExactly(List.of("a"));
    }

    @Test
    void an_interrupt_while_it_waits_is_kept_for_later() throws Exception {
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        Thread[] thread = new Thread[1];
        Future<Boolean> second = threads.submit((Callable<Boolean>) () -> {
            thread[0] = Thread.currentThread();
            commits.add("b");
            return Thread.interrupted();
        });
        await().until(() -> commits.waiting() == 1);
        thread[0].interrupt();

        gate.release(10);

        first.get();
        assertThat(second.get()).isTrue();
        assertThat(interruptedInside).as("whoever commits").hasValue(0);
        assertThat(committed).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void who_has_waited_too_long_for_a_commit_to_begin_is_in_none() throws Exception {
        patience = Duration.ofMillis(50);
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");

        assertThatThrownBy(() -> commits.add("b"))
                .isInstanceOf(DatabaseBusyException.class)
                .hasMessageContaining("50 ms. Nothing was stored");

        gate.release(10);
        first.get();
        commits.add("c");
        assertThat(committed).containsExactly(List.of("a"), List.of("c"));
    }

    @Test
    void a_commit_that_takes_long_is_waited_for() throws Exception {
        patience = Duration.ofSeconds(2);
        GroupCommit<String> commits = commits(1);
        Future<?> first = underWay(commits, "a");
        List<Future<?>> others = waiting(commits, "b", "c");
        gate.release();
        first.get();
        await().until(() -> inside.get() == 1);

        await().pollDelay(patience.plusMillis(300)).until(() -> true);
        gate.release();

        get(others);
        assertThat(committed).hasSize(2);
    }

    @Test
    void an_interrupt_from_before_disturbs_no_commit() {
        GroupCommit<String> commits = commits(1);
        gate.release();
        Thread.currentThread().interrupt();

        commits.add("a");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interruptedInside).hasValue(0);
    }

    @Test
    void many_threads_commit_each_of_theirs_once() throws Exception {
        gate.release(100_000);
        GroupCommit<String> commits = commits(2);
        List<Future<?>> adding = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            String name = "t" + thread + "-";
            adding.add(threads.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    commits.add(name + i);
                }
            }));
        }

        get(adding);

        assertThat(committed.stream().flatMap(List::stream)).hasSize(8_000).doesNotHaveDuplicates();
    }

    private GroupCommit<String> commits(int atOnce) {
        return new GroupCommit<>(atOnce, 10, patience, new GroupCommit.Work<>() {
            @Override
            public int weight(String item) {
                return item.startsWith("heavy") ? 10 : 1;
            }

            @Override
            public void together(List<String> items) {
                commit(items);
            }

            @Override
            public void alone(String item) {
                alone.add(item);
                if (item.equals("refused")) {
                    throw new IllegalArgumentException("refused alone");
                }
                committed.add(List.of(item));
            }

            @Override
            public boolean mayGoAlone(RuntimeException failure, int size) {
                return size > 1 && failure instanceof IllegalArgumentException
                        || failure instanceof ArithmeticException;
            }
        });
    }

    private void commit(List<String> group) {
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        interruptedInside.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
        gate.acquireUninterruptibly();
        inside.decrementAndGet();
        if (group.contains("refused")) {
            throw new IllegalArgumentException("refused");
        } else if (group.contains("blocked")) {
            throw new ArithmeticException("blocked");
        } else if (group.contains("lost")) {
            throw new IllegalStateException("lost");
        } else if (group.contains("error")) {
            throw new AssertionError("error");
        }
        committed.add(group);
        committers.add(Thread.currentThread());
    }

    private Future<?> add(GroupCommit<String> commits, String item) {
        return threads.submit(() -> commits.add(item));
    }

    /** When this returns, its commit has begun. */
    private Future<?> underWay(GroupCommit<String> commits, String item) {
        Future<?> future = add(commits, item);
        await().until(() -> inside.get() == 1);
        return future;
    }

    private static void get(List<Future<?>> futures) throws Exception {
        for (Future<?> future : futures) {
            future.get();
        }
    }

    /** When this returns, they wait. */
    private List<Future<?>> waiting(GroupCommit<String> commits, String... items) {
        List<Future<?>> futures = new ArrayList<>();
        for (String item : items) {
            int before = commits.waiting();
            futures.add(add(commits, item));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> commits.waiting() > before);
        }
        return futures;
    }

    private static String failureOf(Future<?> future) {
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause().getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
