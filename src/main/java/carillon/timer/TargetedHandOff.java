package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.cluster.Work;
import carillon.platform.Loop;
import carillon.run.DueRun;
import carillon.run.TargetedRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands runs that only one member may perform to that member, through the cluster: when they become due, and again from the
 * database for as long as they wait, should it have had no free slot or been away. They never go to Redis, where everybody
 * would take them.
 */
@ApplicationScoped
public class TargetedHandOff {

    private static final Logger LOG = Logger.getLogger(TargetedHandOff.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration NOTHING_FREE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

    /** So many are sent to one member at once. */
    private static final int MOST = 1_000;

    /** What does not fit is found in the database. */
    private static final int MOST_KEPT = 10_000;

    private final Commands commands;
    private final TargetedRepository repository;
    private final Agenda agenda;
    private final LinkedBlockingQueue<DueRun> due = new LinkedBlockingQueue<>(MOST_KEPT);
    private final SentLately sent = new SentLately(System::nanoTime);
    /** What members answered last: how many more they could take; the loop's own. */
    private final Map<UUID, CompletableFuture<Integer>> asked = new HashMap<>();

    private volatile Duration pause = NOTHING_FREE;
    private volatile Loop loop;

    /** For the container's proxy. */
    protected TargetedHandOff() {
        this(null, null, null);
    }

    @Inject
    public TargetedHandOff(Commands commands, TargetedRepository repository, Agenda agenda) {
        this.commands = commands;
        this.repository = repository;
        this.agenda = agenda;
    }

    void wakeWith(Loop running) {
        loop = running;
    }

    /** Runs that have become due this moment; sends nothing itself. */
    void offer(List<DueRun> runs) {
        runs.forEach(due::offer);
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    /** One turn: sends what was offered, and what waits for members that are there; soon again while more waits. */
    Duration turn() {
        List<DueRun> offered = new ArrayList<>();
        due.drainTo(offered, MOST);
        Map<String, UUID> here = commands.workers();
        if (!offered.isEmpty()) {
            byMember(offered, here).forEach(this::sendNow);
            return Duration.ZERO;
        }
        if (!agenda.has(Work.RUNS)) {
            return EVERY;
        }
        Set<String> awaited = new TreeSet<>(repository.awaited());
        awaited.retainAll(here.keySet());
        return awaited.isEmpty() ? EVERY : sweep(awaited, here);
    }

    private void sendNow(UUID member, List<UUID> runs) {
        sent.add(runs);
        send(member, runs);
    }

    /** A member that takes its time to answer holds up no other. */
    private Duration sweep(Set<String> awaited, Map<String, UUID> here) {
        List<DueRun> waiting = sent.others(repository.due(awaited, sent.toLookAt(MOST)));
        Map<UUID, List<UUID>> shares = byMember(waiting, here);
        asked.entrySet().removeIf(answer -> answer.getValue().isDone() && !shares.containsKey(answer.getKey()));
        if (shares.isEmpty()) {
            pause = NOTHING_FREE;
            return EVERY;
        }
        Duration now = pause;
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        shares.forEach(this::sendWhatFits);
        return now;
    }

    private static Map<UUID, List<UUID>> byMember(List<DueRun> runs, Map<String, UUID> here) {
        Map<UUID, List<UUID>> shares = new LinkedHashMap<>();
        for (DueRun run : runs) {
            UUID member = here.get(run.target());
            if (member != null) {
                shares.computeIfAbsent(member, id -> new ArrayList<>()).add(run.id());
            }
        }
        return shares;
    }

    /**
     * Asks a member how many it could take, or sends it so many once it has answered, which it answers with how many more.
     * The answer comes on a thread of Hazelcast's, which must send nothing: this loop does, as soon as it is woken.
     */
    private void sendWhatFits(UUID member, List<UUID> runs) {
        CompletableFuture<Integer> answer = asked.get(member);
        if (answer == null || answer.isDone()) {
            int free = answer == null ? 0 : answer.join();
            List<UUID> fitting = runs.subList(0, Math.min(runs.size(), free));
            sent.add(fitting);
            asked.put(member, send(member, fitting).whenComplete((more, failure) -> {
                if (more > 0) {
                    again();
                }
            }));
        }
    }

    private void again() {
        pause = NOTHING_FREE;
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    /** How many more it could take: none, when it does not answer. What it was sent still waits in the database then. */
    private CompletableFuture<Integer> send(UUID member, List<UUID> runs) {
        return commands.send(member, new Command.HandOff(List.copyOf(runs))).exceptionally(failure -> {
            LOG.log(Level.FINE, failure, () -> "event=hand-off-unanswered member=" + member);
            return 0;
        });
    }
}
