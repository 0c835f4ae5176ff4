package carillon.run;

import carillon.job.Calendar;
import carillon.job.CalendarInUseException;
import carillon.job.CalendarRepository;
import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.job.FiringWalk;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.UnknownCalendarException;
import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final CalendarRepository calendars;
    private final Calendars walks;
    private final PlanRepository plans;
    private final Event<Object> announcements;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected CalendarControl() {
        this(null, null, null, null, null);
    }

    @Inject
    public CalendarControl(
            CalendarRepository calendars,
            Calendars walks,
            PlanRepository plans,
            Event<Object> announcements,
            DatabaseClock clock) {
        this.calendars = calendars;
        this.walks = walks;
        this.plans = plans;
        this.announcements = announcements;
        this.clock = clock;
    }

    /**
     * Stores a new calendar, or another definition of one. Jobs that use it get new cursors; runs that were fired ahead of
     * their instant are taken back. A job whose calendars leave no instant any more has none until the next edit.
     *
     * @throws InvalidFieldsException when the definition does not hold
     */
    public Calendar put(String tenant, String name, CalendarSpec definition) {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw InvalidFieldsException.of("name", "takes 1 to 100 letters, digits, '.', '_' or '-'");
        }
        definition.requireValid();
        List<UUID> users = calendars.lock(tenant, name) ? calendars.users(tenant, name) : List.of();
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

    /**
     * @throws UnknownCalendarException when there is none
     * @throws CalendarInUseException when jobs name it
     */
    public void delete(String tenant, String name) {
        if (!calendars.lock(tenant, name)) {
            throw new UnknownCalendarException(name);
        }
        List<String> users = calendars.userNames(tenant, name);
        if (!users.isEmpty()) {
            throw new CalendarInUseException(name, users.subList(0, Math.min(NAMED, users.size())), users.size());
        }
        calendars.delete(tenant, name);
    }

    /** Ends the jobs' versions while the calendar is as it was. */
    private Ended end(List<UUID> batch) {
        List<PlanRepository.Locked> jobs = plans.lock(batch);
        Instant now = clock.instant();
        List<UUID> ids = jobs.stream().map(PlanRepository.Locked::id).toList();
        plans.takeBack(ids, now);
        return new Ended(jobs, plans.keep(ids, now), now);
    }

    private void planAgain(Ended ended, Function<List<String>, JobCalendars> together) {
        Set<UUID> spent =
                plans.spent(ended.jobs().stream().map(PlanRepository.Locked::id).toList());
        List<PlanRepository.Planned> planned = new ArrayList<>();
        for (PlanRepository.Locked job : ended.jobs()) {
            Instant after = ended.until().get(job.id());
            Instant next = spent.contains(job.id())
                    ? null
                    : next(job, together.apply(job.spec().calendars()), ended.at(), after);
            planned.add(new PlanRepository.Planned(job.id(), next, after));
        }
        plans.set(planned);
        planned.stream()
                .filter(plan -> Objects.nonNull(plan.next()))
                .min((one, other) -> one.next().compareTo(other.next()))
                .ifPresent(plan -> announcements.fire(new JobPlanned(plan.job(), plan.next())));
    }

    /** Instants that have come and have no row yet, after an outage for instance, are still looked at. */
    private static Instant next(PlanRepository.Locked job, JobCalendars its, Instant now, Instant after) {
        FiringWalk walk = new FiringWalk(job.id(), job.spec(), job.createdAt(), its);
        if (job.spec().schedule() instanceof IntervalSchedule interval && interval.followsEnd()) {
            Instant latest = now.plus(interval.every());
            return job.cursor() == null || job.cursor().isBefore(latest) ? job.cursor() : latest;
        }
        return walk.next(after).orElse(null);
    }

    /** Jobs whose versions have ended, each with the last instant that was the old version's. */
    private record Ended(List<PlanRepository.Locked> jobs, Map<UUID, Instant> until, Instant at) {}
}
