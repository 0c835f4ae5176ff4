package carillon.run;

import carillon.job.Calendars;
import carillon.job.FiringWalk;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.UnknownJobException;
import carillon.platform.DatabaseClock;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes runs for instants of a job's schedule that have passed: before the job was there, while it was paused, or skipped
 * at their time. One row for each instant, as ever: an instant that has a run keeps it. One transaction.
 */
@ApplicationScoped
public class Backfill {

    /** Each day of instants is a partition; more of them would slow down everybody's statements. */
    private static final int MOST_DAYS = 366;

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final JobRepository jobs;
    private final BackfillRepository repository;
    private final RunPartitions partitions;
    private final Calendars calendars;
    private final RunEvents events;
    private final Event<Object> announcements;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected Backfill() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    public Backfill(
            JobRepository jobs,
            BackfillRepository repository,
            RunPartitions partitions,
            Calendars calendars,
            RunEvents events,
            Event<Object> announcements,
            DatabaseClock clock) {
        this.jobs = jobs;
        this.repository = repository;
        this.partitions = partitions;
        this.calendars = calendars;
        this.events = events;
        this.announcements = announcements;
        this.clock = clock;
    }

    /**
     * Makes the runs of the instants in {@code [from, to)}, at most {@code limit} instants, oldest first. Instants that the
     * timer has still to account for are left to it.
     *
     * @param dryRun true to tell what would be done, and do nothing
     * @throws UnknownJobException when there is no such job
     * @throws InvalidFieldsException when the range lies in the future or on too many days, the job's schedule has no
     *     instants of its own, or it runs on all members
     */
    @Transactional
    public Backfilled run(String tenant, UUID id, Instant from, Instant to, int limit, boolean dryRun) {
        Job job =
                (dryRun ? jobs.find(tenant, id) : jobs.lock(tenant, id)).orElseThrow(() -> new UnknownJobException(id));
        if (!dryRun) {
            announcements.fire(new BacklogGrows(Set.of(job.queue()), 0));
        }
        if (to.isAfter(clock.instant())) {
            throw InvalidFieldsException.of("to", "lies in the future: a backfill is for instants that have passed");
        }
        if (!job.spec().schedule().fires() || job.spec().schedule().followsEnd()) {
            throw InvalidFieldsException.of(
                    "from",
                    "finds no instant: the job's schedule is manual or of a fixed delay, and has none of its own");
        }
        if (job.spec().target().all()) {
            throw InvalidFieldsException.of(
                    "from",
                    "cannot be filled: the job runs on all members, and those of today are not those of then."
                            + " Trigger it to run once more on each");
        }
        List<Instant> instants = instants(job, from, to, limit + 1);
        Instant next = instants.size() > limit ? instants.remove(limit) : null;
        Set<LocalDate> days = instants.stream()
                .map(at -> at.atOffset(ZoneOffset.UTC).toLocalDate())
                .collect(Collectors.toCollection(TreeSet::new));
        if (days.size() > MOST_DAYS) {
            throw InvalidFieldsException.of(
                    "to",
                    "is too far from from: the instants lie on " + days.size() + " days, and at most " + MOST_DAYS
                            + " can be filled at once. Ask for a shorter range, one after another");
        }
        return fill(job, new Range(from, to, instants, next), days, dryRun);
    }

    private List<Instant> instants(Job job, Instant from, Instant to, int limit) {
        Instant cursor = job.nextFireAt();
        Instant end = cursor != null && cursor.isBefore(to) ? cursor : to;
        List<Instant> instants = new ArrayList<>();
        FiringWalk walk = calendars.walkOf(job);
        Instant last = end.minus(MICROSECOND);
        Optional<Instant> at = walk.next(from.minus(MICROSECOND), last);
        while (instants.size() < limit && at.isPresent()) {
            instants.add(at.get());
            at = walk.next(at.get(), last);
        }
        return instants;
    }

    private Backfilled fill(Job job, Range range, Set<LocalDate> days, boolean dryRun) {
        if (range.instants().isEmpty()) {
            return range.done(null, dryRun, 0);
        }
        if (!dryRun) {
            partitions.keep(days);
        }
        Map<UUID, Boolean> existing = repository.existing(
                range.instants().stream().map(at -> Ids.ofRun(job.id(), at, 0)).toList());
        List<Instant> missing = range.instants().stream()
                .filter(at -> existing.getOrDefault(Ids.ofRun(job.id(), at, 0), true))
                .toList();
        if (dryRun || missing.isEmpty()) {
            return range.done(null, dryRun, missing.size());
        }
        UUID batch = Ids.random(clock.instant());
        String key = NewRun.storedKey(job.tenant(), NewRun.keyOf(job, job.payload()));
        events.tell(repository.add(batch, job, key, range.from(), range.to(), missing));
        if (key != null) {
            announcements.fire(new PlacesFreed(Set.of(key)));
        }
        return range.done(batch, false, missing.size());
    }

    /** The instants that are looked at, and the one after them. */
    private record Range(Instant from, Instant to, List<Instant> instants, Instant next) {

        Backfilled done(UUID batch, boolean dryRun, int runs) {
            int count = instants.size();
            return new Backfilled(
                    batch,
                    dryRun,
                    count,
                    runs,
                    count - runs,
                    count == 0 ? null : instants.get(0),
                    count == 0 ? null : instants.get(count - 1),
                    next);
        }
    }
}
