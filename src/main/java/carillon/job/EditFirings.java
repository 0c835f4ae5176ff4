package carillon.job;

import carillon.platform.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Compares when a job will fire with when it would under another definition, by the same walk that fires it. */
@ApplicationScoped
public class EditFirings {

    /** So many instants are fired ahead at most, and counted by {@code maxRuns} already. */
    private static final int MOST_AHEAD = 10_000;

    private final Calendars calendars;
    private final BlackoutRepository blackouts;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected EditFirings() {
        this(null, null, null);
    }

    @Inject
    public EditFirings(Calendars calendars, BlackoutRepository blackouts, DatabaseClock clock) {
        this.calendars = calendars;
        this.blackouts = blackouts;
        this.clock = clock;
    }

    /**
     * Of a fixed delay only the next firing is known; a paused job is shown from the end of the pause on, or as if it were
     * resumed when that is not known.
     *
     * @param changed must hold
     * @param next where the cursor would go with the edit; asked of a fixed delay only
     * @param count how many firings of each
     */
    public EditPreview compare(Job job, JobSpec changed, Instant next, int count) {
        Instant now = clock.instant();
        FiringWalk old = calendars.walkOf(job);
        FiringWalk other = calendars.walk(job.id(), job.tenant(), changed, job.createdAt());
        long had = job.fired() - ahead(job, old, now);
        List<BlackoutSpec> known =
                blackouts.endingAfter(now).stream().map(Blackout::definition).toList();
        Instant first = now.plusNanos(1_000);
        Pause pause = Pause.of(job);
        Pause changedPause = Pause.of(job, changed);
        FiringSearch before = job.spec().schedule().followsEnd() && !job.isPaused()
                ? following(old, job.nextFireAt())
                : FiringSearch.of(old, pause.from(first), left(job.spec(), had, count));
        FiringSearch after = changed.schedule().followsEnd() && !job.isPaused()
                ? following(other, next)
                : FiringSearch.of(other, changedPause.from(first), left(changed, had, count));
        return EditPreview.of(
                shown(old, known, pause, before.instants()),
                shown(other, known, changedPause, after.instants()),
                count,
                earlier(before.lookedUntil(), after.lookedUntil()));
    }

    /** Where the cursor stands, or nothing while a run's end is waited for. */
    private static FiringSearch following(FiringWalk walk, Instant cursor) {
        if (cursor == null) {
            return new FiringSearch(List.of(), null);
        }
        NextInstant next = walk.free(cursor, Looks.ofRequest());
        return new FiringSearch(next.found().stream().toList(), next.lookedUntil());
    }

    /** Instants to come that have their rows already. */
    private static long ahead(Job job, FiringWalk walk, Instant now) {
        if (job.nextFireAt() == null || job.spec().schedule().followsEnd()) {
            return 0;
        }
        long ahead = 0;
        Instant last = job.nextFireAt().minusNanos(1_000);
        Optional<Instant> at = walk.next(now, last);
        while (at.isPresent() && ahead < MOST_AHEAD) {
            ahead++;
            at = walk.next(at.get(), last);
        }
        return ahead;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }

    private static int left(JobSpec spec, long had, int count) {
        long left = spec.maxRuns() == null ? count : Math.max(0, spec.maxRuns() - had);
        return (int) Math.min(spec.schedule().followsEnd() ? 1 : count, left);
    }

    private static List<JobFiring> shown(
            FiringWalk walk, List<BlackoutSpec> blackouts, Pause pause, List<Instant> instants) {
        FiringNotes notes = new FiringNotes(walk, blackouts, pause);
        return instants.stream().map(notes::of).toList();
    }
}
