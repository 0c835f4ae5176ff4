package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run some time after the anchor.
 *
 * @param by required, PT0S to P3650D
 */
public record DelaySchedule(Duration by) implements Schedule {

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        return Moments.after(after, anchor.plus(by));
    }

    @Override
    public String reading() {
        return "once, after " + Lengths.words(by);
    }

    @Override
    public List<FieldError> check() {
        return Moments.checkLength("by", by, Duration.ZERO);
    }

    @Override
    public boolean oneShot() {
        return true;
    }
}
