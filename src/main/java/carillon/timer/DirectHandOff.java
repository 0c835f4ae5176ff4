package carillon.timer;

import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.platform.Lane;
import carillon.queue.FairOrder;
import carillon.run.Claims;
import carillon.run.DueRun;
import carillon.run.Openings;
import carillon.run.WaitingRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
    private final Claims claims;
    /** The refilling loop's own. */
    private final FairOrder order = new FairOrder();

    private final SentLately sent = new SentLately(System::nanoTime);

    /** For the container's proxy. */
    protected DirectHandOff() {
        this(null, null, null);
    }

    @Inject
    public DirectHandOff(Commands commands, WaitingRepository waiting, Claims claims) {
        this.commands = commands;
        this.waiting = waiting;
        this.claims = claims;
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

    /** In the order of turns, as Redis would hand them out; nothing of what is full. */
    private List<UUID> due(List<String> open, int places) {
        Openings openings = claims.openings();
        Map<String, FairOrder.Share> queues = shares(openings.queues());
        queues.keySet().retainAll(open);
        Map<String, FairOrder.Share> tenants = shares(openings.tenants());
        List<Lane> lanes = waiting.lanes().stream()
                .filter(lane -> queues.containsKey(lane.queue()))
                .filter(lane -> !tenants.containsKey(lane.tenant())
                        || tenants.get(lane.tenant()).most() > 0)
                .toList();
        List<DueRun> found = others(lanes, sent.toLookAt(places));
        if (found.isEmpty() && sent.toLookAt(0) > 0) {
            // Nothing but what was sent: others may lie behind it.
            found = others(lanes, sent.toLookAt(places));
        }
        Map<Lane, Queue<DueRun>> due = new HashMap<>();
        for (DueRun run : found) {
            due.computeIfAbsent(run.lane(), lane -> new ArrayDeque<>()).add(run);
        }
        Map<Lane, Integer> counts = new HashMap<>();
        due.forEach((lane, runs) -> counts.put(lane, runs.size()));
        return order.next(counts, queues, tenants, places).stream()
                .map(lane -> due.get(lane).remove().id())
                .toList();
    }

    private static Map<String, FairOrder.Share> shares(List<Openings.Opening> openings) {
        Map<String, FairOrder.Share> shares = new LinkedHashMap<>();
        openings.forEach(opening -> shares.put(opening.name(), new FairOrder.Share(opening.weight(), opening.most())));
        return shares;
    }

    private List<DueRun> others(List<Lane> lanes, int most) {
        return lanes.isEmpty() ? List.of() : sent.others(waiting.due(lanes, most));
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
