package carillon.run;

import carillon.handler.Handlers;
import carillon.job.Calendars;
import carillon.job.FiringWalk;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.job.NextInstant;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Setting;
import carillon.run.ArrivalRepository.Arrival;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Makes jobs of definitions, ready to be stored. A one-shot job whose instant is now or within the timer's horizon gets its
 * run with it, so that no timer needs to look at it; every other job gets a cursor.
 */
@ApplicationScoped
public class Preparation {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final Calendars calendars;
    private final Handlers handlers;
    private final DatabaseClock clock;
    private final String zone = Setting.SCHEDULE_ZONE.text();
    private final Duration horizon = Setting.TIMER_HORIZON.duration();

    /** For the container's proxy. */
    protected Preparation() {
        this(null, null, null);
    }

    @Inject
    public Preparation(Calendars calendars, Handlers handlers, DatabaseClock clock) {
        this.calendars = calendars;
        this.handlers = handlers;
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
}
