package carillon.job;

import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
     * The next firings of a job; those of a paused one from the end of the pause on, or as if it were resumed when that is
     * not known.
     *
     * @param from the first moment that is looked at; null for now
     * @throws UnknownJobException when there is none
     */
    public FiringList ofJob(String tenant, UUID id, int count, Instant from) {
        Job job = jobs.find(tenant, id).orElseThrow(() -> new UnknownJobException(id));
        FiringWalk walk = calendars.walkOf(job);
        Instant now = clock.instant();
        Pause pause = Pause.of(job);
        Instant first = pause.from(from == null ? now : from);
        if (walk.spec().schedule().followsEnd()) {
            return shown(walk, first, following(job, walk, first), pause);
        }
        Integer most = walk.spec().maxRuns();
        if (most == null) {
            return shown(walk, first, FiringSearch.of(walk, first, count), pause);
        }
        long left = Math.max(0, most - job.fired());
        Instant cursor = job.nextFireAt() == null ? pause.from(now) : job.nextFireAt();
        return shown(walk, first, bounded(walk, first, count, cursor, left), pause);
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
        return shown(walk, first, FiringSearch.of(walk, first, one ? 1 : most), Pause.NONE);
    }

    /** Only the next one is known: the others wait for the end of the run before. */
    private static FiringSearch following(Job job, FiringWalk walk, Instant first) {
        if (job.nextFireAt() == null) {
            return new FiringSearch(List.of(), null);
        }
        NextInstant next = walk.free(job.nextFireAt(), Looks.ofRequest());
        return new FiringSearch(
                next.found().filter(at -> !at.isBefore(first)).stream().toList(), next.lookedUntil());
    }

    /** From the cursor on, at most so many are left. */
    private static FiringSearch bounded(FiringWalk walk, Instant first, int count, Instant cursor, long left) {
        Looks looks = Looks.ofRequest();
        List<Instant> instants = new ArrayList<>();
        NextInstant next = walk.from(first.isBefore(cursor) ? first : cursor, looks);
        long used = 0;
        for (int i = 0; next.at() != null && instants.size() < count; i++) {
            Instant at = next.at();
            used += at.isBefore(cursor) ? 0 : 1;
            if (used > left) {
                return new FiringSearch(instants, null);
            }
            if (i == MOST_COUNTED) {
                return new FiringSearch(instants, at);
            }
            if (!at.isBefore(first)) {
                instants.add(at);
            }
            next = walk.next(at, looks);
        }
        boolean whole = instants.size() == count || used >= left;
        return new FiringSearch(instants, whole ? null : next.lookedUntil());
    }

    private FiringList shown(FiringWalk walk, Instant first, FiringSearch search, Pause pause) {
        List<BlackoutSpec> known =
                blackouts.endingAfter(first).stream().map(Blackout::definition).toList();
        FiringNotes notes = new FiringNotes(walk, known, pause);
        return new FiringList(
                search.instants().stream().map(notes::of).toList(),
                walk.spec().schedule().reading(),
                search.instants().isEmpty() && search.lookedUntil() == null
                        ? NoFirings.reason(walk.spec(), walk.createdAt(), first)
                        : null,
                search.lookedUntil());
    }
}
