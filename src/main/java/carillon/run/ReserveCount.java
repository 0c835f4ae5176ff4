package carillon.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Counts which runs of this member take the places that it has in reserve: too many rather than too few. What it asks to claim
 * counts until the answer is there, and what it claimed until its outcome is committed. As soon as it can't tell, all of the
 * reserves end. Thread-safe.
 */
final class ReserveCount {

    /** Where others have found no place they are likely to need all of them for some time. */
    private static final long TIGHT_NANOS = Duration.ofSeconds(30).toNanos();

    /** Outcomes that wait for the disk take places, too: a moment later there may be some again. */
    private static final long USED_UP_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Each is a row that every claim looks at. */
    private static final int MOST = 8;

    private final LongSupplier nanoTime;
    private final Map<Group, Reserve> reserves = new HashMap<>();
    private final Map<Attempt, List<Reserve>> attempts = new HashMap<>();
    private UUID member;
    private int underWay;
    private boolean ending;
    /** Whether runs may be active of which {@link #attempts} knows nothing. */
    private boolean blind;

    private boolean usedUp;
    private long usedUpAt;

    private long askAfter;

    ReserveCount(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.askAfter = nanoTime.getAsLong();
    }

    /** Whether there is anything to claim of. */
    synchronized boolean any() {
        return !ending && !reserves.isEmpty();
    }

    /**
     * Sets places aside for so many runs in each reserve; {@link #claimed} or {@link #lost} ends that.
     *
     * @return empty when there are none
     */
    synchronized Optional<Use> use(UUID by, int runs) {
        if (!any()) {
            return Optional.empty();
        }
        if (!by.equals(member)) {
            // It was given up and has come back as another: what it had is taken back by the timer.
            ending = true;
            return Optional.empty();
        }
        List<Reserve> all = List.copyOf(reserves.values());
        if (all.stream().anyMatch(reserve -> reserve.free() < runs)) {
            usedUp();
            return Optional.empty();
        }
        usedUp = false;
        all.forEach(reserve -> reserve.used += runs);
        underWay++;
        return Optional.of(new Use(all, runs));
    }

    /** Taken for long by runs that last, or by some whose end was not seen: they are counted anew. */
    private void usedUp() {
        long now = nanoTime.getAsLong();
        if (!usedUp) {
            usedUp = true;
            usedUpAt = now;
        }
        ending = now - usedUpAt >= USED_UP_NANOS;
    }

    /** The claim got these; reserves that are not valid any more end. */
    synchronized void claimed(Use use, List<ClaimedRun> runs, Set<UUID> valid) {
        underWay--;
        use.reserves().forEach(reserve -> reserve.used -= use.runs());
        for (ClaimedRun run : runs) {
            List<Reserve> taken =
                    use.reserves().stream().filter(reserve -> reserve.isOf(run)).toList();
            taken.forEach(reserve -> reserve.used++);
            if (!taken.isEmpty()) {
                attempts.put(new Attempt(run.id(), run.attempt()), taken);
            }
        }
        ending |= use.ids().stream().anyMatch(id -> !valid.contains(id));
    }

    /** Nobody knows what came of the claim: its runs may be active. */
    synchronized void lost() {
        underWay--;
        distrust();
    }

    /** From now on it is not known which runs take places. */
    synchronized void distrust() {
        blind = true;
        ending = true;
    }

    /** An attempt is over, and that is committed. */
    synchronized void over(UUID run, int attempt) {
        List<Reserve> taken = attempts.remove(new Attempt(run, attempt));
        if (taken != null) {
            taken.forEach(reserve -> reserve.used--);
        }
    }

    /** True at most once a second, and not soon after others wanted some: whoever gets it asks for the member. */
    synchronized boolean mayAsk(UUID by) {
        long now = nanoTime.getAsLong();
        if (ending || now - askAfter < 0 || !reserves.isEmpty() && !by.equals(member)) {
            return false;
        }
        askAfter = now + ASK_NANOS;
        member = by;
        return true;
    }

    synchronized boolean hasRoomFor(Group group) {
        return !reserves.containsKey(group) && reserves.size() < MOST;
    }

    synchronized void add(Group group, ReserveRepository.Granted granted) {
        reserves.put(group, new Reserve(granted.id(), group, granted.places()));
    }

    /** Whose reserves there are, or were asked for; empty when there is nothing to look after. */
    synchronized Optional<UUID> owner() {
        return reserves.isEmpty() && !ending ? Optional.empty() : Optional.ofNullable(member);
    }

    /**
     * What to give back, if all is to be given back and no claim is under way; {@link #clear} is next then.
     *
     * @param wanted whether others want what this member has
     */
    synchronized Optional<Return> toReturn(boolean wanted) {
        ending |= wanted;
        if (wanted) {
            askAfter = nanoTime.getAsLong() + TIGHT_NANOS;
        }
        if (!ending || underWay > 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Return(blind, attempts.keySet().stream().map(Attempt::run).collect(Collectors.toSet())));
    }

    /** All was given back. */
    synchronized void clear() {
        reserves.clear();
        attempts.clear();
        blind = false;
        usedUp = false;
        ending = false;
    }

    /** Whose places: a queue's or a tenant's. */
    record Group(boolean tenant, String name) {}

    /**
     * What ends with the reserves.
     *
     * @param unknown whether other runs than these may take places
     */
    record Return(boolean unknown, Set<UUID> runs) {}

    private record Attempt(UUID run, int number) {}

    /** Places for a claim. */
    record Use(List<Reserve> reserves, int runs) {

        List<UUID> ids() {
            return reserves.stream().map(Reserve::id).toList();
        }
    }

    /** Places of one group. */
    static final class Reserve {

        private final UUID id;
        private final Group group;
        private final int places;
        private int used;

        private Reserve(UUID id, Group group, int places) {
            this.id = id;
            this.group = group;
            this.places = places;
        }

        private UUID id() {
            return id;
        }

        private int free() {
            return places - used;
        }

        private boolean isOf(ClaimedRun run) {
            return group.name().equals(group.tenant() ? run.tenant() : run.queue());
        }
    }
}
