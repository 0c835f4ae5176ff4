package carillon.run;

import carillon.job.DuplicateJobException;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.JobSpentException;
import carillon.job.Looks;
import carillon.job.StaleVersionException;
import carillon.job.Turn;
import carillon.job.UnknownJobException;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.run.ArrivalRepository.Arrival;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * What people do with jobs: submit, edit, pause, resume, trigger, delete. Each call is one transaction: when it returns, what
 * it did is committed; when it throws, nothing is, unless the database went away meanwhile: then nobody knows.
 */
@ApplicationScoped
@Transactional
public class JobControl {

    private final JobRepository jobs;
    private final Preparation preparation;
    private final Submission submission;
    private final Arrivals arrivals;
    private final Turns turns;
    private final Plans plans;
    private final RunRepository runs;
    private final RunEvents events;
    private final Event<Object> announcements;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected JobControl() {
        this(null, null, null, null, null, null, null, null, null, null);
    }

    @Inject
    public JobControl(
            JobRepository jobs,
            Preparation preparation,
            Submission submission,
            Arrivals arrivals,
            Turns turns,
            Plans plans,
            RunRepository runs,
            RunEvents events,
            Event<Object> announcements,
            DatabaseClock clock) {
        this.jobs = jobs;
        this.preparation = preparation;
        this.submission = submission;
        this.arrivals = arrivals;
        this.turns = turns;
        this.plans = plans;
        this.runs = runs;
        this.events = events;
        this.announcements = announcements;
        this.clock = clock;
    }

    /**
     * Stores a new job, and its run when that is due within moments.
     *
     * @throws InvalidFieldsException when the definition does not hold, or has no instant to come
     * @throws DuplicateJobException when the tenant has a job of that name
     * @throws DatabaseBusyException when earlier jobs take too long to be stored; nothing was stored then
     */
    @Transactional(Transactional.TxType.SUPPORTS)
    public Job submit(String tenant, JobSpec spec) {
        return arrivals.submit(tenant, spec);
    }

    /**
     * Stores the jobs that hold, all or none of them; the others are told with what is wrong.
     *
     * @return one entry for each definition, in order
     * @throws DuplicateJobException when a name was taken by somebody else in the same moment
     */
    public List<Submitted> submitAll(String tenant, List<JobSpec> specs) {
        List<Submitted> results = new ArrayList<>();
        Looks looks = Looks.ofRequest();
        List<Arrival> good = new ArrayList<>();
        Set<String> names = new HashSet<>(jobs.taken(
                tenant,
                specs.stream().map(JobSpec::name).filter(Objects::nonNull).toList()));
        for (JobSpec spec : specs) {
            try {
                spec.requireValid();
                if (!names.add(spec.name())) {
                    throw InvalidFieldsException.of("name", "is taken already: choose another");
                }
                Arrival prepared = preparation.prepare(tenant, spec, looks);
                good.add(prepared);
                results.add(new Submitted(prepared.job(), List.of()));
            } catch (InvalidFieldsException e) {
                results.add(new Submitted(null, e.errors()));
            }
        }
        submission.admit(good);
        submission.store(good);
        return results;
    }

    /**
     * Gives the job another definition, which counts from now on: runs that were fired ahead of their time are taken back
     * and planned anew, those that are due or active go on as they are. A paused job stays paused.
     *
     * @param expected the version that the caller has read; empty for whichever it is
     * @param change makes the new definition of the job as it is; when it gives that one back, nothing is done
     * @throws StaleVersionException when the job has another version
     * @throws JobSpentException when its only instant has come and the change would move it
     * @throws InvalidFieldsException when the definition does not hold, or has no instant to come
     * @throws DuplicateJobException when the tenant has another job of that name
     */
    public Job edit(String tenant, UUID id, OptionalLong expected, UnaryOperator<JobSpec> change, String author) {
        Job job = present(tenant, id);
        StaleVersionException.unless("Job " + id, job.version(), expected);
        JobSpec current = plans.definition(job);
        JobSpec changed = change.apply(current);
        if (changed == current) {
            return job;
        }
        JobSpec spec = preparation.complete(changed);
        if (!spec.name().equals(job.name())
                && !jobs.taken(tenant, List.of(spec.name())).isEmpty()) {
            throw new DuplicateJobException(spec.name());
        }
        Turn turn = turns.end(job, Ending.edited, author);
        job.edit(spec, turn, plans.next(job, spec, turn));
        submission.store(job);
        announcePlan(job);
        announcements.fire(JobsChanged.of(JobsChanged.Change.edited, job, author, null));
        return job;
    }

    /**
     * Stops firing until the job is resumed. Runs that were fired ahead of their time are taken back; those that are due
     * or active go on.
     *
     * @param reason null for none
     * @param author who pauses it
     * @param until when the pause ends by itself; null for never
     */
    public Job pause(String tenant, UUID id, String reason, String author, Instant until) {
        Job job = present(tenant, id);
        if (until != null && !until.isAfter(clock.instant())) {
            throw InvalidFieldsException.of("until", "lies in the past");
        }
        job.pause(reason, author, until, turns.end(job, Ending.paused, author));
        announcements.fire(JobsChanged.of(JobsChanged.Change.paused, job, author, reason));
        return job;
    }

    /**
     * Fires again, from the next instant after now on, or after the end of the pause when that has passed; a job's only
     * instant counts as missed when it passed meanwhile. Does nothing to a job that is not paused.
     */
    public Job resume(String tenant, UUID id, String author) {
        Job job = lock(tenant, id);
        if (job.isPaused()) {
            resume(job, author);
        }
        return job;
    }

    private void resume(Job job, String author) {
        Turn turn = turns.end(job, Ending.resumed, author).sincePause(job);
        Instant next = plans.next(job, turn);
        job.resume(turn.counting(next), next);
        announcePlan(job);
        announcements.fire(JobsChanged.of(JobsChanged.Change.resumed, job, author, null));
    }

    /**
     * Plans the job anew by the rules of zones that this member has; what was fired ahead is taken back.
     *
     * @param timer the member that does so as the active timer, under that epoch
     * @return the next instant; null when there is none
     * @throws IllegalStateException when the lease is another's by now; nothing is changed
     */
    public Instant replan(String tenant, UUID id, UUID timer, long epoch) {
        if (!turns.holdLease(timer, epoch)) {
            throw new IllegalStateException("the timer's lease is another's by now");
        }
        Job job = lock(tenant, id);
        if (!job.isPaused()) {
            Turn turn = turns.endLeavingLate(job, Ending.zones, "carillon");
            Instant next = plans.next(job, turn);
            job.replan(turn.counting(next), next);
            announcePlan(job);
        }
        return job.nextFireAt();
    }

    /**
     * Deletes the job and cancels its runs that are not final; its name is free at once.
     *
     * @param expected the version that the caller has read; empty for whichever it is
     * @throws StaleVersionException when the job has another version
     */
    public void delete(String tenant, UUID id, OptionalLong expected, String author) {
        Job job = present(tenant, id);
        StaleVersionException.unless("Job " + id, job.version(), expected);
        Turn turn = turns.endKeepingRuns(job, Ending.deleted, author);
        RunRepository.CancelledRuns cancelled = runs.cancelOpen(job, "job deleted");
        job.delete(turn);
        events.tell(cancelled.events());
        announcements.fire(new RunsCancelled(cancelled.active()));
        announcements.fire(new PlacesFreed(cancelled.keys()));
        announcements.fire(JobsChanged.of(JobsChanged.Change.deleted, job, author, null));
    }

    /**
     * Makes one more run, due now, beside the schedule; also of a paused job. For a job of all members one for each that is
     * there, the first of which is returned; without any, the row that says so.
     *
     * @param payload in place of the job's; null for the job's
     * @param priority in place of the job's; null for the job's
     */
    public RunView trigger(String tenant, UUID id, JsonValue payload, Integer priority) {
        Job job = lock(tenant, id);
        if (priority != null && (priority < 0 || priority > 9)) {
            throw InvalidFieldsException.of("priority", "is 0 to 9; 9 goes first");
        }
        long kind = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        String json = payload == null || payload == JsonValue.NULL ? null : payload.toString();
        NewRun run = NewRun.triggered(job, clock.instant(), kind, priority == null ? job.priority() : priority, json);
        List<RunEvent> fired = submission.fire(tenant, List.of(new FireRepository.Queued(run, job.queue())));
        UUID first = fired.get(0).run();
        return runs.find(tenant, first).orElseThrow(() -> new UnknownRunException(first));
    }

    private void announcePlan(Job job) {
        if (job.nextFireAt() != null) {
            announcements.fire(new JobPlanned(job.id(), job.nextFireAt()));
        }
    }

    /** The locked job as it is by now: a pause that is over and that the timer has not come to is ended first. */
    private Job present(String tenant, UUID id) {
        Job job = lock(tenant, id);
        Instant until = job.pausedUntil();
        if (job.isPaused() && until != null && !until.isAfter(turns.now())) {
            resume(job, TimerJobs.ITSELF);
            jobs.write();
        }
        return job;
    }

    private Job lock(String tenant, UUID id) {
        return jobs.lock(tenant, id).orElseThrow(() -> new UnknownJobException(id));
    }

    /**
     * What became of one definition of a bulk request.
     *
     * @param job null when it was refused
     * @param errors empty when it was stored
     */
    public record Submitted(Job job, List<FieldError> errors) {}
}
