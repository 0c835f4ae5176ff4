package carillon.run;

import carillon.handler.Handlers;
import carillon.job.Calendars;
import carillon.job.DuplicateJobException;
import carillon.job.FiringWalk;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.job.NextInstant;
import carillon.job.QueueNames;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Setting;
import carillon.run.ArrivalRepository.Arrival;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Stores new jobs. A one-shot job whose instant is now or within the timer's horizon gets its
 * run with it, so that no timer needs to look at it; every other job gets a cursor.
 */
@ApplicationScoped
public class Submission {

    private static final Logger LOG = Logger.getLogger(Submission.class.getName());
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final JobRepository jobs;
    private final ArrivalRepository rows;
    private final FireRepository firing;
    private final QueueNames queues;
    private final Calendars calendars;
    private final Handlers handlers;
    private final RunEvents events;
    private final Event<Object> announcements;
    private final DatabaseClock clock;
    private final String zone = Setting.SCHEDULE_ZONE.text();
    private final Duration horizon = Setting.TIMER_HORIZON.duration();

    /** For the container's proxy. */
    protected Submission() {
        this(null, null, null, null, null, null, null, null, null);
    }

    @Inject
    public Submission(
            JobRepository jobs,
            ArrivalRepository rows,
            FireRepository firing,
            QueueNames queues,
            Calendars calendars,
            Handlers handlers,
            RunEvents events,
            Event<Object> announcements,
            DatabaseClock clock) {
        this.jobs = jobs;
        this.rows = rows;
        this.firing = firing;
        this.queues = queues;
        this.calendars = calendars;
        this.handlers = handlers;
        this.events = events;
        this.announcements = announcements;
        this.clock = clock;
    }

    /**
     * The definition as it is stored, with the default zone of today.
     *
     * @throws InvalidFieldsException when it does not hold, or the handler is not there
     */
    JobSpec complete(JobSpec given) {
        given.requireValid();
        List<FieldError> missing = handlers.check(given.handler());
        if (!missing.isEmpty()) {
            throw new InvalidFieldsException(
                    missing.stream().map(error -> error.under("handler")).toList());
        }
        return given.withDefaultZone(zone);
    }

    /**
     * A job ready to be stored, with its run when that is due within the horizon. When the search for its first instant
     * ends early, its cursor is where that goes on.
     *
     * @param looks shared by all jobs of a request
     * @throws InvalidFieldsException when the definition does not hold, the handler is not there, or the schedule has no
     *     instant to come
     */
    Arrival prepare(String tenant, JobSpec given, Looks looks) {
        JobSpec spec = complete(given);
        Instant now = clock.instant();
        UUID id = Ids.random(now);
        FiringWalk walk = calendars.walkOfNew(id, tenant, spec, now);
        if (spec.schedule().oneShot()) {
            return oneShot(id, tenant, walk, now, looks);
        }
        NextInstant next = walk.next(now, looks);
        if (next.none() && spec.schedule().fires()) {
            throw InvalidFieldsException.of(
                    "schedule",
                    spec.calendars().isEmpty()
                            ? "has no instant to come within start and end"
                            : FiringWalk.NOTHING_LEFT);
        }
        return Arrival.of(new Job(id, tenant, spec, now, next.cursor()), null);
    }

    private Arrival oneShot(UUID id, String tenant, FiringWalk walk, Instant now, Looks looks) {
        JobSpec spec = walk.spec();
        Instant earliest = now.minus(spec.misfire().grace());
        Instant after = earliest.minus(MICROSECOND);
        Instant at = walk.next(after, looks)
                .found()
                .orElseThrow(
                        () -> InvalidFieldsException.of(
                                "schedule",
                                "has no instant to come: it lies in the past, outside start and end, or its calendars exclude it"));
        // What is older than the days whose partitions are there is left to the timer, which makes them.
        boolean here =
                at.isAfter(now.minus(Duration.ofDays(1))) && !spec.target().all();
        boolean soon = here && at.isBefore(now.plus(horizon));
        Job job = new Job(id, tenant, spec, now, after, soon ? null : at, soon ? 1 : 0);
        return Arrival.of(job, soon ? NewRun.scheduled(id, spec, at) : null);
    }

    /**
     * One transaction: the caller's, or its own.
     *
     * @throws InvalidFieldsException as {@link #prepare}
     * @throws DuplicateJobException when the name is taken
     */
    @Transactional
    Job submit(String tenant, JobSpec given) {
        List<Arrival> one = List.of(prepare(tenant, given, Looks.ofRequest()));
        admit(one);
        store(one);
        return one.get(0).job();
    }

    /**
     * Makes sure that the jobs and their runs may come; their queues come into being.
     *
     * @throws BacklogFullException when too much waits already
     */
    void admit(List<Arrival> arrivals) {
        Set<String> names =
                arrivals.stream().map(arrival -> arrival.job().queue()).collect(Collectors.toSet());
        announcements.fire(new BacklogGrows(names, 0));
        queues.ensure(names);
    }

    /**
     * Stores jobs that were {@link #admit admitted}, with their runs, in the caller's transaction. The runs count as waiting before
     * they are stored, for they may be many.
     *
     * @throws BacklogFullException when others have come meanwhile
     * @throws DuplicateJobException when a name is taken; nothing was stored then
     */
    void store(List<Arrival> arrivals) {
        if (!arrivals.isEmpty()) {
            Map<String, Integer> runs = runs(arrivals);
            if (!runs.isEmpty()) {
                announcements.fire(new BacklogGrows(runs.keySet(), sum(runs)));
            }
            toTell(arrivals, rows.add(arrivals)).forEach(Runnable::run);
        }
    }

    /** Tells of jobs whose commit is over: whatever happens here, they are there, and the timer looks for them. */
    void stored(List<Arrival> arrivals, List<RunEvent> fired) {
        List<Runnable> all = toTell(arrivals, fired);
        all.add(() -> announcements.fire(new BacklogGrew(runs(arrivals))));
        for (Runnable telling : all) {
            try {
                telling.run();
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        e,
                        () -> "event=arrival-not-told jobs=" + arrivals.size() + " next=\"the timer looks\"");
            }
        }
    }

    /** How many each queue gets. */
    private static Map<String, Integer> runs(List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(arrival -> arrival.run() != null)
                .collect(Collectors.toMap(arrival -> arrival.job().queue(), arrival -> 1, Integer::sum));
    }

    private static int sum(Map<String, Integer> runs) {
        return runs.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<Runnable> toTell(List<Arrival> arrivals, List<RunEvent> fired) {
        List<Job> jobs = arrivals.stream().map(Arrival::job).toList();
        List<Runnable> all = new ArrayList<>();
        fired.forEach(run -> all.add(() -> events.tell(run)));
        jobs.stream()
                .map(Job::nextFireAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .ifPresent(next -> all.add(
                        () -> announcements.fire(new JobPlanned(jobs.get(0).id(), next))));
        all.add(() -> announcements.fire(JobsChanged.created(jobs)));
        return all;
    }

    /**
     * Writes a changed definition; its queue comes into being.
     *
     * @throws DuplicateJobException when its name is taken
     */
    void store(Job changed) {
        queues.ensure(Set.of(changed.queue()));
        try {
            jobs.write();
        } catch (PersistenceException e) {
            throw duplicate(e, changed);
        }
    }

    /** Writes the rows of runs that a caller asked for; of one for all members a row for each. */
    List<RunEvent> fire(String tenant, List<FireRepository.Queued> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        Set<String> names = runs.stream().map(FireRepository.Queued::queue).collect(Collectors.toSet());
        announcements.fire(new BacklogGrows(names, runs.size()));
        List<RunEvent> fired = firing.insert(tenant, runs);
        events.tell(fired);
        return fired;
    }

    private static RuntimeException duplicate(RuntimeException failure, Job job) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.sql.SQLException sql && "23505".equals(sql.getSQLState())) {
                return new DuplicateJobException(job.name());
            }
        }
        return failure;
    }
}
