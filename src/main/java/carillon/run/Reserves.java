package carillon.run;

import carillon.platform.CarillonException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The places of limits that this member has to itself, and which of its runs take them. It counts too much rather than too
 * little: what it asks to claim counts until the answer is there, and what it claimed until its outcome is committed. As soon
 * as it can't tell, or somebody wants them, it gives all of them back, and its runs are counted one by one in the database.
 * Thread-safe.
 */
@ApplicationScoped
public class Reserves {

    private static final Logger LOG = Logger.getLogger(Reserves.class.getName());
    private static final long GRANT_NANOS = Duration.ofSeconds(1).toNanos();

    /** Where others have found no place they are likely to need all of them for some time. */
    private static final long TIGHT_NANOS = Duration.ofSeconds(30).toNanos();

    /** Outcomes that wait for the disk take places, too: a moment later there may be some again. */
    private static final long USED_UP_NANOS = Duration.ofSeconds(2).toNanos();

    /** Each is a row that every claim looks at. */
    private static final int MOST = 8;

    /** With fewer places a batch of claims would seldom fit. */
    private static final int LEAST = 8;

    private final ReserveRepository repository;
    private final LongSupplier nanoTime;
    private final int least;
    private final Map<Group, Reserve> reserves = new HashMap<>();
    private final Map<Attempt, List<Reserve>> attempts = new HashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private UUID member;
    private int underWay;
    private boolean ending;
    /** Whether runs may be active of which {@link #attempts} knows nothing. */
    private boolean blind;

    private boolean usedUp;
    private long usedUpAt;

    private long askAfter;

    /** For the container's proxy. */
    protected Reserves() {
        this(null);
    }

    @Inject
    public Reserves(ReserveRepository repository) {
        this(repository, System::nanoTime, LEAST);
    }

    /** With another monotonic clock, and for limits that are smaller. */
    Reserves(ReserveRepository repository, LongSupplier nanoTime, int least) {
        this.repository = repository;
        this.nanoTime = nanoTime;
        this.least = least;
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
        blind = true;
        ending = true;
    }

    /** An attempt is over, and that is committed. */
    void over(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent event) {
        int attempt = attempt(event);
        if (attempt > 0) {
            synchronized (this) {
                List<Reserve> taken = attempts.remove(new Attempt(event.run(), attempt));
                if (taken != null) {
                    taken.forEach(reserve -> reserve.used--);
                }
            }
        }
    }

    /** Of ends that this member has seen: with others the attempt counts until the reserves are given back. */
    private static int attempt(RunEvent event) {
        if (event instanceof RunEvent.Succeeded done) {
            return done.attempt();
        } else if (event instanceof RunEvent.Failed done) {
            return done.attempt();
        } else if (event instanceof RunEvent.Retried done) {
            return done.attempt();
        } else if (event instanceof RunEvent.Postponed done) {
            return done.attempt();
        } else if (event instanceof RunEvent.HandedBack done) {
            return done.attempt();
        }
        return 0;
    }

    /**
     * Asks for places of groups in which there is room; at most once a second, and not soon after others wanted some. Never fails.
     *
     * @param runs how many a claim is of
     */
    void ask(UUID by, Collection<String> queues, Collection<String> tenants, int runs) {
        if (mayAsk(by)) {
            try {
                for (Group group : Stream.concat(
                                queues.stream().map(name -> new Group(false, name)),
                                tenants.stream().map(name -> new Group(true, name)))
                        .toList()) {
                    ask(by, group, Math.max(least, 2 * runs));
                }
            } catch (CarillonException e) {
                LOG.fine(() -> "event=no-reserve error=\"" + e.getMessage() + "\"");
                synchronized (this) {
                    blind = true;
                    ending = true;
                }
            }
        }
    }

    private synchronized boolean mayAsk(UUID by) {
        long now = nanoTime.getAsLong();
        if (ending || now - askAfter < 0 || !reserves.isEmpty() && !by.equals(member)) {
            return false;
        }
        askAfter = now + GRANT_NANOS;
        member = by;
        return true;
    }

    private void ask(UUID by, Group group, int enough) {
        synchronized (this) {
            if (reserves.containsKey(group) || reserves.size() >= MOST) {
                return;
            }
        }
        repository.grant(by, group.tenant(), group.name(), enough).ifPresent(granted -> {
            synchronized (this) {
                reserves.put(group, new Reserve(granted.id(), group, granted.places()));
            }
        });
    }

    /**
     * One look, at least each second: gives back what is wanted or can't be used. One at a time: a second that gave back late
     * would take what the first has left room for.
     */
    void look() {
        if (looking.tryLock()) {
            try {
                lookAlone();
            } finally {
                looking.unlock();
            }
        }
    }

    private void lookAlone() {
        UUID whose;
        synchronized (this) {
            if (member == null || reserves.isEmpty() && !ending) {
                return;
            }
            whose = member;
        }
        boolean wanted = repository.wanted(whose);
        Set<UUID> runs;
        boolean all;
        synchronized (this) {
            ending |= wanted;
            if (wanted) {
                askAfter = nanoTime.getAsLong() + TIGHT_NANOS;
            }
            if (!ending || underWay > 0) {
                return;
            }
            runs = attempts.keySet().stream().map(Attempt::run).collect(Collectors.toSet());
            all = blind;
        }
        if (all) {
            repository.takeBack(whose);
        } else {
            repository.giveBack(whose, runs);
        }
        synchronized (this) {
            reserves.clear();
            attempts.clear();
            blind = false;
            usedUp = false;
            ending = false;
        }
    }

    private record Group(boolean tenant, String name) {}

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
