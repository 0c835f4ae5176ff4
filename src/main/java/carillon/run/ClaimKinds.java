package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sends runs to the kind of claim that is theirs. What kind a run is of is seen by the claims themselves: each leaves the
 * others' alone. The kind that took something last is likely to do so again, and is asked first.
 */
@ApplicationScoped
public class ClaimKinds {

    private final ClaimRepository free;
    private final KeyedClaimRepository keyed;
    private final LimitedClaimRepository limited;
    private final RoomyClaimRepository roomy;
    private final Rooms rooms;
    private final AtomicReference<Kind> last = new AtomicReference<>(Kind.FREE);
    private final AtomicReference<Groups> groups = new AtomicReference<>(Groups.NONE);
    private final ReentrantLock counting = new ReentrantLock();

    /** For the container's proxy. */
    protected ClaimKinds() {
        this(null, null, null, null, null);
    }

    @Inject
    public ClaimKinds(
            ClaimRepository free,
            KeyedClaimRepository keyed,
            LimitedClaimRepository limited,
            RoomyClaimRepository roomy,
            Rooms rooms) {
        this.free = free;
        this.keyed = keyed;
        this.limited = limited;
        this.roomy = roomy;
        this.rooms = rooms;
    }

    Rooms rooms() {
        return rooms;
    }

    /**
     * One round trip when all runs are of one kind, as the runs before.
     *
     * @param refused gets the runs for which their limits have no place now
     */
    Decided claim(UUID member, List<UUID> ids, Collection<UUID> refused) {
        Decided all = Decided.nothing();
        Set<UUID> done = new HashSet<>();
        for (Kind kind : kinds(ids.size())) {
            List<UUID> rest = without(ids, done);
            if (rest.isEmpty()) {
                break;
            }
            Decided some = claim(kind, member, rest, refused);
            if (!some.isEmpty()) {
                last.set(kind);
                all.add(some);
            }
            done.addAll(some.ids());
            done.addAll(refused);
        }
        return all;
    }

    /** Limits that nobody here knows of yet bound all the same: what they leave alone comes again. */
    private List<Kind> kinds(int runs) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        if (!rooms.bound()) {
            kinds.removeAll(List.of(Kind.ROOMY, Kind.LIMITED, Kind.LIMITED_KEYED));
        } else if (!groups.get().haveRoomFor(runs)) {
            kinds.remove(Kind.ROOMY);
        }
        Kind taken = last.get();
        boolean counted = taken == Kind.ROOMY || taken == Kind.LIMITED;
        Kind first = !counted ? taken : kinds.contains(Kind.ROOMY) ? Kind.ROOMY : Kind.LIMITED;
        kinds.sort(Comparator.comparing(kind -> kind != first));
        return kinds;
    }

    private Decided claim(Kind kind, UUID member, List<UUID> ids, Collection<UUID> refused) {
        return switch (kind) {
            case FREE -> Decided.of(free.claim(member, ids));
            case KEYED -> keyed.claim(member, ids);
            case ROOMY -> oneAtATime(() -> roomy(member, ids));
            case LIMITED -> oneAtATime(() -> counted(limited.claim(member, ids), refused));
            case LIMITED_KEYED -> oneAtATime(() -> counted(limited.claimKeyed(member, ids), refused));
        };
    }

    /** They would wait for each other in PostgreSQL, where that is dearer. */
    private Decided oneAtATime(Supplier<Decided> claim) {
        counting.lock();
        try {
            return claim.get();
        } finally {
            counting.unlock();
        }
    }

    private Decided roomy(UUID member, List<UUID> ids) {
        Groups known = groups.get();
        RoomyClaimRepository.Roomy result = roomy.claim(member, ids, known.names(), known.paying());
        if (result.queues().isEmpty() && result.tenants().isEmpty()) {
            groups.set(Groups.NONE);
        }
        left(result.decided(), result.queues(), result.tenants());
        return result.decided();
    }

    private Decided counted(LimitedClaimRepository.Limited result, Collection<UUID> refused) {
        Map<String, Integer> queues = new HashMap<>();
        Map<String, Integer> tenants = new HashMap<>();
        for (LimitedClaimRepository.Asked run : result.asked()) {
            queues.putIfAbsent(run.queue(), run.inQueue());
            tenants.putIfAbsent(run.tenant(), run.ofTenant());
            if (!run.admitted()) {
                refused.add(run.id());
            }
        }
        left(result.decided(), queues, tenants);
        return result.decided();
    }

    /** Keeps in mind what a claim has left of the places that there were before it. */
    private void left(Decided decided, Map<String, Integer> queues, Map<String, Integer> tenants) {
        for (ClaimedRun run : decided.runs()) {
            queues.computeIfPresent(run.queue(), (name, places) -> places - 1);
            tenants.computeIfPresent(run.tenant(), (name, places) -> places - 1);
        }
        bounded(queues);
        bounded(tenants);
        rooms.left(queues, tenants);
        if (!queues.isEmpty() || !tenants.isEmpty()) {
            groups.set(Groups.of(queues, tenants, rooms.limits()));
        }
    }

    private static void bounded(Map<String, Integer> places) {
        places.values().removeIf(left -> left > Integer.MAX_VALUE / 2);
        places.replaceAll((name, left) -> Math.max(0, left));
    }

    private static List<UUID> without(List<UUID> ids, Set<UUID> done) {
        return done.isEmpty()
                ? ids
                : ids.stream().filter(id -> !done.contains(id)).distinct().toList();
    }

    private enum Kind {
        FREE,
        KEYED,
        ROOMY,
        LIMITED,
        LIMITED_KEYED
    }

    /**
     * The groups with a limit that the last claim was of: the next is likely to be of the same.
     *
     * @param least places of the fullest
     * @param paying whether one of them has a rate
     */
    private record Groups(List<String> names, int least, boolean paying) {

        static final Groups NONE = new Groups(List.of(), 0, false);

        static Groups of(Map<String, Integer> queues, Map<String, Integer> tenants, Limits limits) {
            return new Groups(
                    Stream.concat(
                                    queues.keySet().stream().map(name -> "q/" + name),
                                    tenants.keySet().stream().map(id -> "t/" + id))
                            .toList(),
                    Stream.concat(queues.values().stream(), tenants.values().stream())
                            .reduce(Integer.MAX_VALUE, Math::min),
                    queues.keySet().stream()
                            .anyMatch(name -> limits.ofQueue(name).ratePerSecond() != null));
        }

        /** Others claim at the same time. */
        boolean haveRoomFor(int runs) {
            return least / 2 >= runs;
        }
    }
}
