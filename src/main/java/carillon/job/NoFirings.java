package carillon.job;

import java.time.Instant;

/** Says why a search for firings found none. */
final class NoFirings {

    private NoFirings() {}

    /**
     * @param first the first moment that was looked at
     */
    static String reason(JobSpec spec, Instant createdAt, Instant first) {
        if (!spec.schedule().fires()) {
            return "the schedule has no instants: runs come by trigger only";
        }
        Instant before = first.minusNanos(1_000);
        if (spec.nextInstant(before, createdAt).isPresent()) {
            return leftOut(spec);
        }
        Instant start = spec.start();
        Instant after = start != null && before.isBefore(start) ? start.minusNanos(1_000) : before;
        return spec.schedule()
                .next(after, start == null ? createdAt : start)
                .map(at -> "the next instant of the schedule, " + at + ", does not lie before end, " + spec.end())
                .orElse("the schedule has no instant from " + first + " on");
    }

    /** Why none of the instants that lie within the bounds is shown. */
    private static String leftOut(JobSpec spec) {
        if (spec.schedule().followsEnd()) {
            return "the next instant is known when the run before it has ended, or lies before the moment asked for";
        }
        if (spec.calendars().isEmpty()) {
            return "no instant is left of maxRuns, " + spec.maxRuns();
        }
        return "the calendars leave no instant as far as was looked"
                + (spec.end() == null ? "" : " before end, " + spec.end())
                + (spec.maxRuns() == null ? "" : ", or none is left of maxRuns, " + spec.maxRuns());
    }
}
