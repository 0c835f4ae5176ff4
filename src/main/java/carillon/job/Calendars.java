package carillon.job;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Looks calendars up: for people, and for the walks of the jobs that name them. */
@ApplicationScoped
public class Calendars {

    private final CalendarRepository repository;

    /** For the container's proxy. */
    protected Calendars() {
        this(null);
    }

    @Inject
    public Calendars(CalendarRepository repository) {
        this.repository = repository;
    }

    /** By name. */
    public List<Calendar> list(String tenant) {
        return repository.list(tenant);
    }

    /**
     * @throws UnknownCalendarException when there is none
     */
    public Calendar find(String tenant, String name) {
        return repository.find(tenant, name).orElseThrow(() -> new UnknownCalendarException(name));
    }

    /**
     * The walk of a job that is about to be stored in the caller's transaction: until that ends, its calendars stay as
     * they are.
     *
     * @throws InvalidFieldsException naming the calendars that there are not
     */
    public FiringWalk walkOfNew(UUID job, String tenant, JobSpec spec, Instant createdAt) {
        List<String> names = spec.calendars();
        return walk(job, spec, createdAt, names.isEmpty() ? Map.of() : repository.hold(tenant, names));
    }

    /** The walk of a stored job; an edit of its calendars plans it again when it has the job's row. */
    public FiringWalk walkOf(Job job) {
        return walk(job.id(), job.tenant(), job.spec(), job.createdAt());
    }

    /**
     * The walk of a definition that is not stored.
     *
     * @throws InvalidFieldsException naming the calendars that there are not
     */
    public FiringWalk walk(UUID job, String tenant, JobSpec spec, Instant createdAt) {
        List<String> names = spec.calendars();
        return walk(job, spec, createdAt, names.isEmpty() ? Map.of() : repository.find(tenant, names));
    }

    /** Several calendars together; each must be there. */
    public JobCalendars together(String tenant, List<String> names) {
        Map<String, Calendar> found = repository.find(tenant, names);
        return JobCalendars.of(
                names.stream().map(name -> found.get(name).definition()).toList());
    }

    private static FiringWalk walk(UUID job, JobSpec spec, Instant createdAt, Map<String, Calendar> found) {
        List<FieldError> missing = new ArrayList<>();
        List<CalendarSpec> calendars = new ArrayList<>();
        for (int i = 0; i < spec.calendars().size(); i++) {
            Calendar calendar = found.get(spec.calendars().get(i));
            if (calendar == null) {
                String name = spec.calendars().get(i);
                missing.add(new FieldError(
                        "calendars[" + i + "]", "is '" + name + "', which is not there: create it first"));
            } else {
                calendars.add(calendar.definition());
            }
        }
        if (!missing.isEmpty()) {
            throw new InvalidFieldsException(missing);
        }
        return new FiringWalk(job, spec, createdAt, JobCalendars.of(calendars));
    }
}
