package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Work;
import carillon.platform.Loop;
import carillon.platform.Threads;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts loops that look for work of a kind while the agenda has some, and wakes them when it first does. */
final class Lookouts {

    /** A loop that has nothing to look for still shows that it is alive. */
    private static final Duration AT_REST = Duration.ofSeconds(1);

    private final Agenda agenda;
    private final Threads threads;
    private final Map<Work, List<Loop>> loops = new EnumMap<>(Work.class);

    Lookouts(Agenda agenda, Threads threads) {
        this.agenda = agenda;
        this.threads = threads;
        for (Work work : Work.values()) {
            loops.put(work, new CopyOnWriteArrayList<>());
        }
    }

    /** A loop whose step is left out while there is none of the work. */
    Loop loop(String name, Work work, Loop.Step step) {
        return woken(name, work, () -> agenda.has(work) ? step.run() : AT_REST);
    }

    /** A loop whose step asks the agenda itself. */
    Loop woken(String name, Work work, Loop.Step step) {
        Loop loop = threads.loop(name, step);
        loops.get(work).add(loop);
        return loop;
    }

    /** Work has come that was not there before. */
    void wake(Set<Work> news) {
        news.forEach(work -> loops.get(work).forEach(Loop::wake));
    }
}
