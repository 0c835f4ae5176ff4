package carillon.timer;

import carillon.cluster.LocalMember;
import carillon.cluster.TimerLease;
import carillon.platform.DatabaseClock;
import carillon.platform.Loop;
import carillon.platform.Setting;
import carillon.run.Cursor;
import carillon.run.Definition;
import carillon.run.DefinitionRepository;
import carillon.run.DueRun;
import carillon.run.FirePlan;
import carillon.run.FireRepository;
import carillon.run.RunEvent;
import carillon.run.RunEvents;
import carillon.run.RunPartitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes the runs of instants inside the horizon. A job is looked at when its cursor is within half the horizon and is
 * then fired for all of it, so that a job of every second is written once in a few seconds and not once a second.
 */
@ApplicationScoped
public class Firing {

    private static final Logger LOG = Logger.getLogger(Firing.class.getName());
    private static final Duration EVERY = Duration.ofMillis(500);

    /** So many jobs that cannot be planned are read beside a batch, so that they do not take the place of others. */
    private static final int MOST_PASSED = 20_000;

    private final FireRepository repository;
    private final DefinitionRepository definitions;
    private final RunPartitions partitions;
    private final Dispatcher dispatcher;
    private final RunEvents events;
    private final TimerLease lease;
    private final LocalMember member;
    private final DatabaseClock clock;
    private final SpecCache specs = new SpecCache();
    private final Duration horizon = Setting.TIMER_HORIZON.duration();
    private final int batch = Setting.TIMER_BATCH.number();
    /** Jobs that could not be planned, each told once; the firing loop's own. */
    private final Set<UUID> unplanned = new HashSet<>();

    private volatile Loop loop;

    /** For the container's proxy. */
    protected Firing() {
        this(null, null, null, null, null, null, null, null);
    }

    @Inject
    public Firing(
            FireRepository repository,
            DefinitionRepository definitions,
            RunPartitions partitions,
            Dispatcher dispatcher,
            RunEvents events,
            TimerLease lease,
            LocalMember member,
            DatabaseClock clock) {
        this.repository = repository;
        this.definitions = definitions;
        this.partitions = partitions;
        this.dispatcher = dispatcher;
        this.events = events;
        this.lease = lease;
        this.member = member;
        this.clock = clock;
    }

    void wakeWith(Loop running) {
        loop = running;
    }

    /** A cursor was set by somebody else: looks at once when it lies within the horizon. */
    void lookAt(Instant cursor) {
        Loop running = loop;
        if (running != null && cursor.isBefore(clock.instant().plus(horizon))) {
            running.wake();
        }
    }

    /** One turn: fires a batch; comes back at once while batches are full. */
    Duration turn() {
        OptionalLong epoch = lease.trusted();
        if (epoch.isEmpty() || dispatcher.isFull()) {
            return Duration.ofMillis(50);
        }
        Instant now = clock.instant();
        int passed = Math.min(unplanned.size(), MOST_PASSED);
        int limit = batch + passed;
        List<Cursor> cursors = repository.cursors(now.plus(horizon.dividedBy(2)), limit);
        if (cursors.isEmpty()) {
            return EVERY;
        }
        List<FirePlan> plans = plan(cursors, now);
        if (plans.isEmpty()) {
            return unplanned.size() > passed && cursors.size() == limit ? Duration.ZERO : EVERY;
        }
        partitions.ensure(plans.stream().flatMap(plan -> plan.runs().stream()).toList());
        List<RunEvent> fired = repository.fire(member.id(), epoch.getAsLong(), plans);
        dispatch(fired, now.plus(horizon.multipliedBy(2)));
        events.tell(fired);
        return cursors.size() == limit || fired.isEmpty() ? Duration.ofMillis(fired.isEmpty() ? 50 : 0) : EVERY;
    }

    private List<FirePlan> plan(List<Cursor> cursors, Instant now) {
        Map<UUID, Definition> known = specs.of(cursors, definitions::of);
        List<FirePlan> plans = new ArrayList<>(cursors.size());
        for (Cursor cursor : cursors) {
            plan(cursor, known.get(cursor.job()), now).ifPresent(plans::add);
        }
        return plans;
    }

    /** Empty for a job that this version cannot fire: it keeps its cursor, and the others go on. */
    private Optional<FirePlan> plan(Cursor cursor, Definition definition, Instant now) {
        try {
            FirePlan plan =
                    Objects.requireNonNull(definition, "no readable definition").plan(cursor, now, now.plus(horizon));
            unplanned.remove(cursor.job());
            return Optional.of(plan);
        } catch (RuntimeException e) {
            if (unplanned.add(cursor.job())) {
                LOG.log(Level.WARNING, e, () -> "event=job-not-fired job=" + cursor.job() + " next=\"tried again\"");
            }
            return Optional.empty();
        }
    }

    /** What jitter makes due much later would only fill the memory: the sweep finds it in time. */
    private void dispatch(List<RunEvent> fired, Instant soon) {
        for (RunEvent event : fired) {
            if (event instanceof RunEvent.Fired run
                    && !run.blocked()
                    && run.dueAt().isBefore(soon)) {
                dispatcher.add(
                        new DueRun(run.run(), run.queue(), run.tenant(), run.priority(), run.dueAt(), run.target()));
            }
        }
    }
}
