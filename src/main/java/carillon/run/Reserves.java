package carillon.run;

import carillon.platform.CarillonException;
import carillon.run.ReserveCount.Group;
import carillon.run.ReserveCount.Use;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The places of limits that this member has to itself: asks for them, and gives all of them back as soon as somebody wants them or
 * it can't tell what takes them; from then on its runs are counted one by one in the database. Thread-safe.
 */
@ApplicationScoped
public class Reserves {

    private static final Logger LOG = Logger.getLogger(Reserves.class.getName());

    /** With fewer places a batch of claims would seldom fit. */
    private static final int LEAST = 8;

    private final ReserveRepository repository;
    private final ReserveCount count;
    private final int least;
    private final ReentrantLock looking = new ReentrantLock();

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
        this.count = new ReserveCount(nanoTime);
        this.least = least;
    }

    /** Whether there is anything to claim of. */
    boolean any() {
        return count.any();
    }

    /**
     * Sets places aside for so many runs in each reserve; {@link #claimed} or {@link #lost} ends that.
     *
     * @return empty when there are none
     */
    Optional<Use> use(UUID by, int runs) {
        return count.use(by, runs);
    }

    /** The claim got these; reserves that are not valid any more end. */
    void claimed(Use use, List<ClaimedRun> runs, Set<UUID> valid) {
        count.claimed(use, runs, valid);
    }

    /** Nobody knows what came of the claim: its runs may be active. */
    void lost() {
        count.lost();
    }

    /** An attempt is over, and that is committed. */
    void over(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent event) {
        int attempt = attempt(event);
        if (attempt > 0) {
            count.over(event.run(), attempt);
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
        if (count.mayAsk(by)) {
            try {
                for (Group group : Stream.concat(
                                queues.stream().map(name -> new Group(false, name)),
                                tenants.stream().map(name -> new Group(true, name)))
                        .toList()) {
                    ask(by, group, Math.max(least, 2 * runs));
                }
            } catch (CarillonException e) {
                LOG.fine(() -> "event=no-reserve error=\"" + e.getMessage() + "\"");
                count.distrust();
            }
        }
    }

    private void ask(UUID by, Group group, int enough) {
        if (count.hasRoomFor(group)) {
            repository.grant(by, group.tenant(), group.name(), enough).ifPresent(granted -> count.add(group, granted));
        }
    }

    /** Asks all members for what they have in reserve of groups that are full. */
    void want(Collection<LimitRepository.Room> full) {
        full.forEach(room -> repository.want(room.tenant(), room.name()));
    }

    /** Takes back what members have not given back, and what those have left that are gone. */
    void takeBackOverdue() {
        repository.overdue().forEach(repository::takeBack);
    }

    /**
     * One look, at least each second: gives back what is wanted or can't be used. One at a time: a second that gave back late
     * would take what the first has left room for.
     */
    void look() {
        if (looking.tryLock()) {
            try {
                count.owner().ifPresent(this::look);
            } finally {
                looking.unlock();
            }
        }
    }

    private void look(UUID owner) {
        count.toReturn(repository.wanted(owner)).ifPresent(back -> {
            if (back.unknown()) {
                repository.takeBack(owner);
            } else {
                repository.giveBack(owner, back.runs());
            }
            count.clear();
        });
    }
}
