package carillon.run;

import carillon.platform.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps the run table's daily partitions ahead of time and behind retention. */
@ApplicationScoped
public class RunPartitions {

    private static final int DAYS_AHEAD = 3;

    private final RunPartitionRepository repository;
    private final DatabaseClock clock;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    /** For the container's proxy. */
    protected RunPartitions() {
        this(null, null);
    }

    @Inject
    public RunPartitions(RunPartitionRepository repository, DatabaseClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Makes the partitions of yesterday, today and the coming days. */
    public void ensureComing() {
        LocalDate today = day(clock.instant());
        known.retainAll(repository.days());
        ensureDays(Stream.iterate(today.minusDays(1), day -> day.plusDays(1))
                .limit(DAYS_AHEAD + 2L)
                .collect(Collectors.toSet()));
    }

    /** Makes what is missing for runs of those instants, however old; costs nothing when all are there. */
    public void ensure(Collection<NewRun> runs) {
        Set<LocalDate> days = new HashSet<>();
        runs.forEach(run -> days.add(day(run.scheduledAt())));
        ensureDays(days);
    }

    /** Nobody drops a day until the caller's transaction ends: what is over in it may begin again. */
    void keepAll() {
        repository.keepAll();
    }

    /**
     * Makes those days, whatever is known of them, and keeps them until the caller's transaction ends: they are empty, and
     * prune would drop them on sight.
     */
    void keep(Set<LocalDate> days) {
        keepAll();
        repository.ensure(days);
    }

    /** Drops the days all of whose runs are final for longer than the retention; returns them. */
    public List<LocalDate> prune(Duration retention) {
        repository.finishDrops();
        LocalDate oldestKept = day(clock.instant().minus(retention));
        List<LocalDate> over = repository.days().stream()
                .filter(day -> day.isBefore(oldestKept))
                .filter(day -> repository.isOver(day, retention))
                .toList();
        List<LocalDate> dropped = new ArrayList<>();
        for (LocalDate day : over) {
            known.remove(day);
            if (repository.dropIfOver(day, retention)) {
                dropped.add(day);
            }
        }
        return dropped;
    }

    private void ensureDays(Set<LocalDate> days) {
        if (!known.containsAll(days)) {
            repository.ensure(days);
            known.addAll(days);
        }
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
