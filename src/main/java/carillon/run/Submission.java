package carillon.run;

import carillon.job.DuplicateJobException;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.job.QueueNames;
import carillon.platform.InvalidFieldsException;
import carillon.run.ArrivalRepository.Arrival;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Stores jobs that were {@link Preparation prepared}, each with its run if it has one, and tells of them. */
@ApplicationScoped
public class Submission {

    private static final Logger LOG = Logger.getLogger(Submission.class.getName());

    private final Preparation preparation;
    private final JobRepository jobs;
    private final ArrivalRepository rows;
    private final FireRepository firing;
    private final QueueNames queues;
    private final RunEvents events;
    private final Event<Object> announcements;

    /** For the container's proxy. */
    protected Submission() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    public Submission(
            Preparation preparation,
            JobRepository jobs,
            ArrivalRepository rows,
            FireRepository firing,
            QueueNames queues,
            RunEvents events,
            Event<Object> announcements) {
        this.preparation = preparation;
        this.jobs = jobs;
        this.rows = rows;
        this.firing = firing;
        this.queues = queues;
        this.events = events;
        this.announcements = announcements;
    }

    /**
     * One transaction: the caller's, or its own.
     *
     * @throws InvalidFieldsException as {@link Preparation#prepare}
     * @throws DuplicateJobException when the name is taken
     */
    @Transactional
    Job submit(String tenant, JobSpec given) {
        List<Arrival> one = List.of(preparation.prepare(tenant, given, Looks.ofRequest()));
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
