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
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hands due runs from the database to members with free slots, through the cluster instead of Redis. */
@ApplicationScoped
public class DirectHandOff {

    private static final Logger LOG = Logger.getLogger(DirectHandOff.class.getName());
    private static final Duration NOTHING_DUE = Duration.ofMillis(50);
    private static final Duration NOTHING_FREE = Duration.ofMillis(10);

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
            answers.put(member, commands.send(member, new Command.HandOff(List.of())));
        }
        Map<UUID, Integer> free = new LinkedHashMap<>();
        answers.forEach((member, answer) -> free.put(member, answer(member, answer)));
        return free;
    }

    private List<UUID> due(List<String> queues, int places) {
        List<DueRun> due = new ArrayList<>();
        int most = sent.toLookAt(places);
        queues.forEach(queue -> due.addAll(waiting.due(queue, most)));
        return sent.others(due).stream()
                .sorted(Comparator.comparingDouble(DueRun::score))
                .limit(places)
                .map(DueRun::id)
                .toList();
    }

    private void send(Map<UUID, Integer> free, List<UUID> due) {
        Map<UUID, CompletableFuture<Integer>> answers = new LinkedHashMap<>();
        int from = 0;
        for (Map.Entry<UUID, Integer> member : free.entrySet()) {
            int to = Math.min(due.size(), from + member.getValue());
            if (to > from) {
                List<UUID> share = List.copyOf(due.subList(from, to));
                answers.put(member.getKey(), commands.send(member.getKey(), new Command.HandOff(share)));
            }
            from = to;
        }
        answers.forEach(DirectHandOff::answer);
    }

    /** A member that does not answer has no free slots; what it was sent still waits in the database. */
    private static int answer(UUID member, CompletableFuture<Integer> answer) {
        return answer.exceptionally(failure -> {
                    LOG.log(Level.FINE, failure, () -> "event=hand-off-unanswered member=" + member);
                    return 0;
                })
                .join();
    }
}
