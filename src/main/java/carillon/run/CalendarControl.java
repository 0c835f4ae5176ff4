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
        Calendar stored = calendars.put(tenant, name, definition);
        List<UUID> users = stored.version() == 1 ? List.of() : calendars.users(tenant, name);
        Map<List<String>, JobCalendars> known = new HashMap<>();
        for (int from = 0; from < users.size(); from += BATCH) {
            List<UUID> batch = users.subList(from, Math.min(from + BATCH, users.size()));
            planAgain(batch, names -> known.computeIfAbsent(names, all -> walks.together(tenant, all)));
        }
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

    private void planAgain(List<UUID> batch, Function<List<String>, JobCalendars> together) {
        List<PlanRepository.Locked> jobs = plans.lock(batch);
        Instant now = clock.instant();
        List<UUID> ids = jobs.stream().map(PlanRepository.Locked::id).toList();
        Set<UUID> spent = plans.spent(ids, plans.takeBack(ids, now));
        List<PlanRepository.Planned> planned = new ArrayList<>();
        for (PlanRepository.Locked job : jobs) {
            Instant next = spent.contains(job.id())
                    ? null
                    : next(job, together.apply(job.spec().calendars()), now);
            planned.add(new PlanRepository.Planned(job.id(), next));
        }
        plans.set(planned);
        planned.stream()
                .filter(plan -> Objects.nonNull(plan.next()))
                .min((one, other) -> one.next().compareTo(other.next()))
                .ifPresent(plan -> announcements.fire(new JobPlanned(plan.job(), plan.next())));
    }

    /** Instants that have come and have no row yet, after an outage for instance, are still looked at. */
    private static Instant next(PlanRepository.Locked job, JobCalendars its, Instant now) {
        FiringWalk walk = new FiringWalk(job.id(), job.spec(), job.createdAt(), its);
        if (job.spec().schedule() instanceof IntervalSchedule interval && interval.followsEnd()) {
            Instant latest = now.plus(interval.every());
            return job.cursor() == null || job.cursor().isBefore(latest) ? job.cursor() : latest;
        }
        boolean behind = job.cursor() != null && !job.cursor().isAfter(now);
        return walk.next(behind ? job.cursor().minusNanos(1_000) : now).orElse(null);
    }
}
