package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.cluster.Work;
import carillon.platform.Loop;
import carillon.platform.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookoutsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Seen agenda = new Seen();
    private final Plain threads = new Plain();
    private final Lookouts lookouts = new Lookouts(agenda, threads);

    @AfterEach
    void stop() {
        threads.started.forEach(Loop::close);
    }

    @Test
    void a_loop_looks_while_there_is_work_of_its_kind() throws InterruptedException {
        agenda.work = EnumSet.of(Work.RUNS);
        CountDownLatch looked = new CountDownLatch(1);

        lookouts.loop("runs", Work.RUNS, () -> {
            looked.countDown();
            return LONG;
        });

        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void work_that_comes_wakes_the_loops_of_its_kind_alone() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(2);
        CountDownLatch actions = new CountDownLatch(2);
        lookouts.woken("runs", Work.RUNS, () -> counted(runs));
        lookouts.woken("actions", Work.ACTIONS, () -> counted(actions));

        lookouts.wake(Set.of(Work.RUNS));

        assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(actions.getCount()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void a_loop_without_work_does_not_look_until_it_is_woken_for_some() throws InterruptedException {
        CountDownLatch looked = new CountDownLatch(1);
        Loop loop = lookouts.loop("runs", Work.RUNS, () -> counted(looked));
        lookouts.wake(Set.of(Work.RUNS));
        agenda.asked.await();
        assertThat(looked.getCount()).isEqualTo(1);

        agenda.work = EnumSet.of(Work.RUNS);
        lookouts.wake(Set.of(Work.RUNS));

        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.name()).isEqualTo("runs");
    }

    private static Duration counted(CountDownLatch turns) {
        turns.countDown();
        return LONG;
    }

    private static final class Seen extends Agenda {

        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile Set<Work> work = EnumSet.noneOf(Work.class);

        @Override
        public boolean has(Work kind) {
            boolean there = work.contains(kind);
            asked.countDown();
            return there;
        }
    }

    private static final class Plain extends Threads {

        private final List<Loop> started = new ArrayList<>();

        @Override
        public Loop loop(String name, Loop.Step step) {
            Loop loop = Loop.start(name, Thread::new, step);
            started.add(loop);
            return loop;
        }
    }
}
