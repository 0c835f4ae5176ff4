package carillon.run;

import carillon.job.Calendar;
import carillon.job.CalendarInUseException;
import carillon.job.CalendarRepository;
import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.job.FiringWalk;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.Looks;
import carillon.job.Names;
import carillon.job.NextInstant;
import carillon.job.StaleVersionException;
import carillon.job.UnknownCalendarException;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What people do with calendars. An edit plans the jobs that use it again, in its own transaction: whoever has its answer
 * can rely on that every firing from then on goes by it.
 */
@ApplicationScoped
@Transactional
public class CalendarControl {

    private static final int BATCH = 500;
    private static final int NAMED = 10;
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final CalendarRepository calendars;
    private final Calendars walks;
    private final PlanRepository plans;
    private final Turns turns;
    private final Event<Object> announcements;

    /** For the container's proxy. */
    protected CalendarControl() {
        this(null, null, null, null, null);
    }

    @Inject
    public CalendarControl(
            CalendarRepository calendars,
            Calendars walks,
            PlanRepository plans,
            Turns turns,
            Event<Object> announcements) {
        this.calendars = calendars;
        this.walks = walks;
        this.plans = plans;
        this.turns = turns;
        this.announcements = announcements;
    }

    /**
     * Stores a new calendar, or another definition of one. Jobs that use it get new cursors; runs that were fired ahead of
     * their instant are taken back, and instants that have come are what they were; of a job that is far behind, the
     * earliest ten thousand. A job whose calendars leave no instant any more has none until the next edit.
     *
     * @param expected the version that the caller has read; empty for whichever it is, or for none
     * @throws InvalidFieldsException when the definition does not hold
     * @throws StaleVersionException when it has another version, or there is none
     */
    public Calendar put(String tenant, String name, OptionalLong expected, CalendarSpec definition) {
        if (!Names.hold(name)) {
            throw InvalidFieldsException.of("name", Names.RULE);
        }
        definition.requireValid();
        List<UUID> users = lock(tenant, name, expected) ? calendars.users(tenant, name) : List.of();
        List<Ended> ended = new ArrayList<>();
        for (int from = 0; from < users.size(); from += BATCH) {
            ended.add(end(users.subList(from, Math.min(from + BATCH, users.size()))));
        }
        Calendar stored = calendars.put(tenant, name, definition);
        Map<List<String>, JobCalendars> known = new HashMap<>();
        ended.forEach(
                batch -> planAgain(batch, names -> known.computeIfAbsent(names, all -> walks.together(tenant, all))));
        return stored;
    }

    /** Whether there is one; of that version, if any is expected. */
    private boolean lock(String tenant, String name, OptionalLong expected) {
        OptionalLong version = calendars.lock(tenant, name);
        if (version.isEmpty()) {
            StaleVersionException.unlessNew("calendar " + name, expected);
            return false;
        }
        StaleVersionException.unless("Calendar " + name, version.getAsLong(), expected);
        return true;
    }

    /**
     * @param expected the version that the caller has read; empty for whichever it is
     * @throws UnknownCalendarException when there is none
     * @throws StaleVersionException when it has another version
     * @throws CalendarInUseException when jobs name it
     */
    public void delete(String tenant, String name, OptionalLong expected) {
        OptionalLong version = calendars.lock(tenant, name);
        StaleVersionException.unless(
                "Calendar " + name, version.orElseThrow(() -> new UnknownCalendarException(name)), expected);
        List<String> users = calendars.userNames(tenant, name);
        if (!users.isEmpty()) {
            throw new CalendarInUseException(name, users.subList(0, Math.min(NAMED, users.size())), users.size());
        }
        calendars.delete(tenant, name);
    }

    /** Ends the jobs' versions while the calendar is as it was: what has come is judged by that. */
    private Ended end(List<UUID> batch) {
        List<PlanRepository.Locked> jobs = plans.lock(batch);
        Instant now = turns.now();
        List<Turns.Present> present = jobs.stream()
                .map(job -> new Turns.Present(job.id(), job.cursor()))
                .toList();
        return new Ended(jobs, turns.end(present, now, Ending.calendar, TimerJobs.ITSELF), now);
    }

    private void planAgain(Ended ended, Function<List<String>, JobCalendars> together) {
        Set<UUID> spent =
                plans.spent(ended.jobs().stream().map(PlanRepository.Locked::id).toList());
        List<PlanRepository.Planned> planned = new ArrayList<>();
        for (PlanRepository.Locked job : ended.jobs()) {
            Turns.Ended version = ended.versions().get(job.id());
            Instant next = spent.contains(job.id())
                    ? null
                    : next(job, together.apply(job.spec().calendars()), ended.at(), version);
            boolean past = next != null && !next.isAfter(version.until());
            planned.add(new PlanRepository.Planned(job.id(), next, past ? next.minus(MICROSECOND) : version.until()));
        }
        plans.set(planned);
        planned.stream()
                .filter(plan -> Objects.nonNull(plan.next()))
                .min((one, other) -> one.next().compareTo(other.next()))
                .ifPresent(plan -> announcements.fire(new JobPlanned(plan.job(), plan.next())));
    }

    private static Instant next(PlanRepository.Locked job, JobCalendars its, Instant now, Turns.Ended version) {
        Instant unwritten = version.unwritten();
        if (job.spec().schedule() instanceof IntervalSchedule interval && interval.followsEnd()) {
            Instant latest = now.plus(interval.every());
            return unwritten == null || unwritten.isBefore(latest) ? unwritten : latest;
        }
        FiringWalk walk = new FiringWalk(job.id(), job.spec(), job.createdAt(), its);
        boolean onlyOne = job.spec().schedule().oneShot() && unwritten != null;
        // The edit may move the only instant into the past; it is missed then, and not lost.
        NextInstant next = walk.next(version.until(), Looks.ofTurn());
        return next.none() && onlyOne ? walk.next(Instant.EPOCH, Looks.ofTurn()).cursor() : next.cursor();
    }

    /** Jobs whose versions have ended at that moment. */
    private record Ended(List<PlanRepository.Locked> jobs, Map<UUID, Turns.Ended> versions, Instant at) {}
}
