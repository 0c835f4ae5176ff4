package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sends runs to the kind of claim that is theirs. What kind a run is of is seen by the claims themselves: each leaves the
 * others' alone.
 */
@ApplicationScoped
public class ClaimKinds {

    private final ClaimRepositories repositories;
    private final Rooms rooms;
    private final Reserves reserves;
    private final ClaimOrder order = new ClaimOrder();
    private final AtomicReference<Groups> rated = new AtomicReference<>(Groups.NONE);
    private final ReentrantLock counting = new ReentrantLock();

    /** For the container's proxy. */
    protected ClaimKinds() {
        this(null, null, null);
    }

    @Inject
    public ClaimKinds(ClaimRepositories repositories, Rooms rooms, Reserves reserves) {
        this.repositories = repositories;
        this.rooms = rooms;
        this.reserves = reserves;
    }

    Rooms rooms() {
        return rooms;
    }

    /**
     * One round trip when all runs are of one kind, as the runs before; lone runs and others with a key are two.
     *
     * @param refused gets the runs for which their limits have no place now
     */
    Decided claim(UUID member, List<UUID> ids, Collection<UUID> refused) {
        Decided all = Decided.nothing();
        Set<UUID> done = new HashSet<>();
        List<ClaimKind> kinds = kinds(ids.size());
        for (ClaimKind kind : kinds) {
            List<UUID> rest = without(ids, done);
            if (rest.isEmpty()) {
                break;
            }
            Decided some = claim(kind, member, rest, refused);
            if (!some.isEmpty()) {
                order.took(kind, some, kinds);
                all.add(some);
            }
            done.addAll(some.ids());
            done.addAll(refused);
        }
        return all;
    }

    /** Limits that nobody here knows of yet bound all the same: what they leave alone comes again. */
    private List<ClaimKind> kinds(int runs) {
        Set<ClaimKind> kinds = EnumSet.allOf(ClaimKind.class);
        if (!rooms.bound()) {
            kinds.removeAll(EnumSet.range(ClaimKind.RESERVED, ClaimKind.LIMITED_KEYED));
        }
        if (!reserves.any()) {
            kinds.remove(ClaimKind.RESERVED);
        }
        if (!rated.get().haveRoomFor(runs)) {
            kinds.remove(ClaimKind.RATED);
        }
        return order.of(kinds);
    }

    private Decided claim(ClaimKind kind, UUID member, List<UUID> ids, Collection<UUID> refused) {
        return switch (kind) {
            case FREE -> Decided.of(repositories.free().claim(member, ids));
            case LONE -> repositories.lone().claim(member, ids);
            case KEYED -> repositories.keyed().claim(member, ids);
            case RESERVED -> reserved(member, ids);
            case RATED -> oneAtATime(() -> rated(member, ids));
            case LIMITED ->
                oneAtATime(() -> {
                    LimitedClaimRepository.Limited result =
                            repositories.limited().claim(member, ids);
                    reserve(member, result);
                    return counted(result, refused);
                });
            case LIMITED_KEYED ->
                oneAtATime(() -> counted(repositories.limited().claimKeyed(member, ids), refused));
        };
    }

    private Decided reserved(UUID member, List<UUID> ids) {
        Optional<ReserveCount.Use> use = reserves.use(member, ids.size());
        if (use.isEmpty()) {
            return Decided.nothing();
        }
        ReservedClaimRepository.Reserved result;
        try {
            result = repositories.reserved().claim(member, ids, use.get().ids());
        } catch (RuntimeException e) {
            reserves.lost();
            throw e;
        }
        reserves.claimed(use.get(), result.decided().runs(), result.valid());
        return result.decided();
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

    private Decided rated(UUID member, List<UUID> ids) {
        RatedClaimRepository.Rated result =
                repositories.rated().claim(member, ids, rated.get().names());
        if (result.queues().isEmpty() && result.tenants().isEmpty()) {
            rated.set(Groups.NONE);
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
            rated.set(queues.keySet().stream().anyMatch(this::isRated) ? Groups.of(queues, tenants) : Groups.NONE);
        }
    }

    /** Places for the runs that come next; of no use to those that have a key or pay for a rate. */
    private void reserve(UUID member, LimitedClaimRepository.Limited result) {
        int claimed = result.decided().runs().size();
        Set<String> queues = new HashSet<>();
        Set<String> tenants = new HashSet<>();
        for (LimitedClaimRepository.Asked run : result.asked()) {
            if (isBound(run.inQueue())) {
                queues.add(run.queue());
            }
            if (isBound(run.ofTenant())) {
                tenants.add(run.tenant());
            }
        }
        if (claimed > 0 && queues.stream().noneMatch(this::isRated)) {
            reserves.ask(member, queues, tenants, claimed);
        }
    }

    private boolean isRated(String queue) {
        return rooms.limits().ofQueue(queue).ratePerSecond() != null;
    }

    private static boolean isBound(int places) {
        return places <= Integer.MAX_VALUE / 2;
    }

    private static void bounded(Map<String, Integer> places) {
        places.values().removeIf(left -> !isBound(left));
        places.replaceAll((name, left) -> Math.max(0, left));
    }

    private static List<UUID> without(List<UUID> ids, Set<UUID> done) {
        return done.isEmpty()
                ? ids
                : ids.stream().filter(id -> !done.contains(id)).distinct().toList();
    }

    /**
     * The groups with a limit that the last claim was of, when one of them has a rate: the next is likely to be of the same.
     *
     * @param least places of the fullest
     */
    private record Groups(List<String> names, int least) {

        static final Groups NONE = new Groups(List.of(), 0);

        static Groups of(Map<String, Integer> queues, Map<String, Integer> tenants) {
            return new Groups(
                    Stream.concat(
                                    queues.keySet().stream().map(name -> "q/" + name),
                                    tenants.keySet().stream().map(id -> "t/" + id))
                            .toList(),
                    Stream.concat(queues.values().stream(), tenants.values().stream())
                            .reduce(Integer.MAX_VALUE, Math::min));
        }

        /** Others claim at the same time. */
        boolean haveRoomFor(int runs) {
            return least / 2 >= runs;
        }
    }
}
