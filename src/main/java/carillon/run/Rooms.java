package carillon.run;

import carillon.platform.CarillonException;
import carillon.platform.SettingsMark;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

/**
 * What this member knows of the places that limits leave: what its last claim was told, and, while something is full, one
 * more for each attempt of its own that is over since. No more than advice what to ask the queues for, so that nobody takes ids that cannot be claimed: what may
 * be claimed is decided in the database, each time. While something is full the database is asked ten times a second, which
 * brings the places that others have freed.
 */
@ApplicationScoped
public class Rooms {

    private static final Logger LOG = Logger.getLogger(Rooms.class.getName());
    private static final long SOON_NANOS = Duration.ofMillis(5).toNanos();
    private static final long FULL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long READ_NANOS = Duration.ofSeconds(1).toNanos();

    /** Outcomes are committed together: waiting this long for more places makes one claim of many instead of many of one. */
    private static final long GATHER_NANOS = 300_000;

    private final LimitRepository repository;
    private final Reserves reserves;
    private final SettingsMark settings;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Integer> queues = new HashMap<>();
    private final Map<String, Integer> tenants = new HashMap<>();
    private volatile Limits limits = Limits.NONE;
    private volatile boolean full;
    private volatile boolean soon;
    private volatile long lookedAt = System.nanoTime() - READ_NANOS;
    private volatile SettingsMark.Reading reading = SettingsMark.Reading.never();

    /** For the container's proxy. */
    protected Rooms() {
        this(null, null, null);
    }

    @Inject
    public Rooms(LimitRepository repository, Reserves reserves, SettingsMark settings) {
        this.repository = repository;
        this.reserves = reserves;
        this.settings = settings;
    }

    /** For tests and tools without a heartbeat. */
    public Rooms(LimitRepository repository, Reserves reserves) {
        this(repository, reserves, new SettingsMark());
    }

    /** The limits there are, as of the last second; older only while the database is away. */
    Limits limits() {
        refresh();
        return limits;
    }

    /** Whether any limit bounds what is active or begins. */
    boolean bound() {
        return limits().bound();
    }

    /** Whether a queue or a tenant has no place, as far as is known. */
    boolean full() {
        return full;
    }

    /** How many runs of the queue are worth asking for; at least 0, {@link Integer#MAX_VALUE} when nothing is known. */
    int inQueue(String queue) {
        return known(queues, queue);
    }

    /** The same for a tenant. */
    int ofTenant(String tenant) {
        return known(tenants, tenant);
    }

    private synchronized int known(Map<String, Integer> places, String name) {
        return Math.max(0, places.getOrDefault(name, Integer.MAX_VALUE));
    }

    /** What a claim has left. Without any limit nobody looks again soon: it was of one that is gone, and is forgotten. */
    synchronized void left(Map<String, Integer> ofQueues, Map<String, Integer> ofTenants) {
        if (limits.bound()) {
            queues.putAll(ofQueues);
            tenants.putAll(ofTenants);
        }
        told();
    }

    /** An attempt of this member is over, and that is committed. Whose tenant's it was is asked of the database. */
    void over(@Observes RunEvent event) {
        if (full && ends(event)) {
            synchronized (this) {
                if (limits.ofQueue(event.queue()).maxActive() != null) {
                    queues.computeIfPresent(event.queue(), (name, places) -> places + 1);
                }
                soon = tenants.containsValue(0);
                told();
            }
        }
    }

    private static boolean ends(RunEvent event) {
        return event instanceof RunEvent.Succeeded
                || event instanceof RunEvent.Failed
                || event instanceof RunEvent.Retried
                || event instanceof RunEvent.Postponed
                || event instanceof RunEvent.HandedBack;
    }

    private void told() {
        full = queues.containsValue(0) || tenants.containsValue(0);
        notifyAll();
    }

    /** Waits until something may have changed, and a moment more for what changes with it. */
    void await(Duration longest) throws InterruptedException {
        synchronized (this) {
            wait(Math.max(1, longest.toMillis()));
        }
        LockSupport.parkNanos(GATHER_NANOS);
    }

    private void refresh() {
        long now = System.nanoTime();
        long since = now - lookedAt;
        boolean due = full ? since >= (soon ? SOON_NANOS : FULL_NANOS) : mayHaveChanged(since);
        if (due && looking.compareAndSet(false, true)) {
            try {
                look();
            } catch (CarillonException e) {
                LOG.fine(() -> "event=limits-not-read error=\"" + e.getMessage() + "\"");
            } finally {
                looking.set(false);
            }
        }
    }

    /** While limits bound what is active, others take places and free them without a word. */
    private boolean mayHaveChanged(long since) {
        return since >= READ_NANOS && limits.bound() || since >= FULL_NANOS && !settings.holds(reading);
    }

    /** Asks the database now. */
    void look() {
        lookedAt = System.nanoTime();
        soon = false;
        SettingsMark.Reading before = settings.reading();
        limits = repository.read();
        reading = before;
        List<LimitRepository.Room> found = limits.bound() ? repository.rooms() : List.of();
        synchronized (this) {
            queues.clear();
            tenants.clear();
            for (LimitRepository.Room room : found) {
                (room.tenant() ? tenants : queues).put(room.name(), Math.max(0, room.places()));
            }
            told();
        }
        reserves.want(found.stream()
                .filter(room -> room.places() <= 0 && room.reserved())
                .toList());
        reserves.look();
    }
}
