package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs at equal distances in real time, whatever the clocks on the walls do.
 *
 * <p>At a fixed rate the instants are the anchor and every whole number of {@code every} after it, computed from the
 * anchor each time: they do not drift. With a fixed delay the first instant is the anchor and each next one lies
 * {@code every} after the end of the run before; whoever asks passes that end as {@code after}.
 *
 * @param every required, PT0.001S to P3650D, a whole number of microseconds
 * @param mode default fixed rate
 */
public record IntervalSchedule(Duration every, IntervalMode mode) implements Schedule {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    public IntervalSchedule {
        mode = mode == null ? IntervalMode.FIXED_RATE : mode;
    }

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        Instant first = Moments.toMicros(anchor);
        if (first.isAfter(after)) {
            return Optional.of(first);
        }
        if (after.isAfter(Moments.LAST)) {
            return Optional.empty();
        }
        Instant next = mode == IntervalMode.FIXED_DELAY
                ? after.plus(every)
                : first.plus(every.multipliedBy(steps(first, after) + 1));
        return Moments.after(after, next).filter(instant -> !instant.isAfter(Moments.LAST));
    }

    @Override
    public boolean followsEnd() {
        return mode == IntervalMode.FIXED_DELAY;
    }

    private long steps(Instant first, Instant after) {
        return Duration.between(first, after).dividedBy(every);
    }

    @Override
    public String reading() {
        return followsEnd() ? Lengths.words(every) + " after the end of each run" : "every " + Lengths.words(every);
    }

    @Override
    public List<FieldError> check() {
        List<FieldError> errors = Moments.checkLength("every", every, SHORTEST);
        if (errors.isEmpty() && every.getNano() % 1_000 != 0) {
            return List.of(new FieldError("every", "is " + every + ": it must be a whole number of microseconds"));
        }
        return errors;
    }
}
