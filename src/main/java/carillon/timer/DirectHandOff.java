package carillon.timer;

import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.run.DueRun;
import carillon.run.WaitingRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hands due runs from the database to members with free slots, through the cluster instead of Redis. */
@ApplicationScoped
public class DirectHandOff {

    private static final Logger LOG = Logger.getLogger(DirectHandOff.class.getName());
    private static final Duration NOTHING_DUE = Duration.ofMillis(50);
    private static final Duration NOTHING_FREE = Duration.ofMillis(10);

    /** A member that takes longer to say how much it can take is passed over: it may be frozen. */
    private static final long ANSWER_MILLIS = 500;

    private final Commands commands;
    private final WaitingRepository waiting;
    private final SentLately sent = new SentLately(System::nanoTime);

    /** For the container's proxy. */
    protected DirectHandOff() {
        this(null, null);
    }

    @Inject
    public DirectHandOff(Commands commands, WaitingRepository waiting) {
        this.commands = commands;
        this.waiting = waiting;
    }

    /**
     * One turn: asks who has free slots, reads as many due runs, and sends each member its share. What was sent a moment ago
     * and waits all the same, such as for its key, holds up no other. At once again as long as there is anything to send.
     */
    Duration turn(List<String> queues) {
        Map<UUID, Integer> free = free();
        int places = free.values().stream().mapToInt(Integer::intValue).sum();
        if (places == 0) {
            return NOTHING_FREE;
        }
        List<UUID> due = due(queues, places);
        if (due.isEmpty()) {
            return NOTHING_DUE;
        }
        sent.add(due);
        send(free, due);
        return Duration.ZERO;
    }

    private Map<UUID, Integer> free() {
        Map<UUID, CompletableFuture<Integer>> answers = new LinkedHashMap<>();
        for (UUID member : commands.members("worker")) {
            answers.put(member, handOff(member, List.of()));
        }
        Map<UUID, Integer> free = new LinkedHashMap<>();
        answers.forEach((member, answer) -> free.put(
                member,
                answer.completeOnTimeout(0, ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                        .join()));
        return free;
    }

    private List<UUID> due(List<String> queues, int places) {
        List<DueRun> due = others(queues, sent.toLookAt(places));
        if (due.isEmpty() && sent.toLookAt(0) > 0) {
            // Nothing but what was sent: others may lie behind it.
            due = others(queues, sent.toLookAt(places));
        }
        return due.stream()
                .sorted(Comparator.comparingDouble(DueRun::score))
                .limit(places)
                .map(DueRun::id)
                .toList();
    }

    private List<DueRun> others(List<String> queues, int most) {
        List<DueRun> due = new ArrayList<>();
        queues.forEach(queue -> due.addAll(waiting.due(queue, most)));
        return sent.others(due);
    }

    /** Waits for no answer: what does not arrive still waits in the database. */
    private void send(Map<UUID, Integer> free, List<UUID> due) {
        int from = 0;
        for (Map.Entry<UUID, Integer> member : free.entrySet()) {
            int to = Math.min(due.size(), from + member.getValue());
            if (to > from) {
                handOff(member.getKey(), List.copyOf(due.subList(from, to)));
            }
            from = to;
        }
    }

    /** How much more it could take: nothing, when it does not answer. */
    private CompletableFuture<Integer> handOff(UUID member, List<UUID> runs) {
        return commands.send(member, new Command.HandOff(runs)).exceptionally(failure -> {
            LOG.log(Level.FINE, failure, () -> "event=hand-off-unanswered member=" + member);
            return 0;
        });
    }
}
