package carillon.job;

import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows when jobs will fire, by the same walk that fires them. */
@ApplicationScoped
public class Firings {

    /** So many instants of a job with {@code maxRuns} are counted before those that are shown. */
    private static final int MOST_COUNTED = 100_000;

    private final Jobs jobs;
    private final Calendars calendars;
    private final BlackoutRepository blackouts;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected Firings() {
        this(null, null, null, null);
    }

    @Inject
    public Firings(Jobs jobs, Calendars calendars, BlackoutRepository blackouts, DatabaseClock clock) {
        this.jobs = jobs;
        this.calendars = calendars;
        this.blackouts = blackouts;
        this.clock = clock;
    }

    /**
     * The next firings of a job; those of a paused one as if it were resumed.
     *
     * @param from the first moment that is looked at; null for now
     * @throws UnknownJobException when there is none
     */
    public FiringList ofJob(String tenant, UUID id, int count, Instant from) {
        Job job = jobs.find(tenant, id).orElseThrow(() -> new UnknownJobException(id));
        FiringWalk walk = calendars.walkOf(job);
        Instant now = clock.instant();
        Instant first = from == null ? now : from;
        if (walk.spec().schedule().followsEnd()) {
            return shown(walk, first, following(job, walk, first).stream().toList());
        }
        Integer most = walk.spec().maxRuns();
        if (most == null) {
            return shown(walk, first, instants(walk, first, count));
        }
        long left = Math.max(0, most - job.fired());
        Instant cursor = job.nextFireAt() == null ? now : job.nextFireAt();
        return shown(walk, first, bounded(walk, first, count, cursor, left));
    }

    /**
     * The next firings of a definition, as if it were stored now; stores nothing. Jitter goes by the id that its name
     * stands for, and not by the one that a job gets when it is stored.
     *
     * @param spec its schedule, bounds, calendars, jitter and queue count
     * @throws InvalidFieldsException when these do not hold
     */
    public FiringList preview(String tenant, JobSpec spec, int count, Instant from) {
        spec.requireValid();
        Instant now = clock.instant();
        UUID id = UUID.nameUUIDFromBytes((tenant + "/" + spec.name()).getBytes(StandardCharsets.UTF_8));
        FiringWalk walk = calendars.walk(id, tenant, spec, now);
        int most = spec.maxRuns() == null ? count : Math.min(count, spec.maxRuns());
        boolean one = spec.schedule().followsEnd();
        Instant first = from == null ? now : from;
        return shown(walk, first, instants(walk, first, one ? 1 : most));
    }

    /** Only the next one is known: the others wait for the end of the run before. */
    private static Optional<Instant> following(Job job, FiringWalk walk, Instant first) {
        return Optional.ofNullable(job.nextFireAt()).flatMap(walk::free).filter(at -> !at.isBefore(first));
    }

    private static List<Instant> instants(FiringWalk walk, Instant first, int count) {
        List<Instant> instants = new ArrayList<>();
        Optional<Instant> at = walk.next(first.minusNanos(1_000));
        while (at.isPresent() && instants.size() < count) {
            instants.add(at.get());
            at = walk.next(at.get());
        }
        return instants;
    }

    /** From the cursor on, at most so many are left. */
    private static List<Instant> bounded(FiringWalk walk, Instant first, int count, Instant cursor, long left) {
        List<Instant> instants = new ArrayList<>();
        Instant from = first.isBefore(cursor) ? first : cursor;
        Optional<Instant> at = walk.next(from.minusNanos(1_000));
        long used = 0;
        for (int i = 0; at.isPresent() && instants.size() < count && i < MOST_COUNTED; i++) {
            used += at.get().isBefore(cursor) ? 0 : 1;
            if (used > left) {
                break;
            }
            if (!at.get().isBefore(first)) {
                instants.add(at.get());
            }
            at = walk.next(at.get());
        }
        return instants;
    }

    private FiringList shown(FiringWalk walk, Instant first, List<Instant> instants) {
        List<BlackoutSpec> known =
                blackouts.endingAfter(first).stream().map(Blackout::definition).toList();
        FiringNotes notes = new FiringNotes(walk, known);
        return new FiringList(
                instants.stream().map(notes::of).toList(),
                walk.spec().schedule().reading(),
                instants.isEmpty() ? NoFirings.reason(walk.spec(), walk.createdAt(), first) : null);
    }
}
