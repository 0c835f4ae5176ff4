package carillon.job;

import carillon.platform.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run at a given instant.
 *
 * @param at required, from 1970 to the end of the year 9999, kept to the microsecond; it may have passed already
 */
public record OnceSchedule(Instant at) implements Schedule {

    public OnceSchedule {
        at = at == null ? null : Moments.toMicros(at);
    }

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        return Moments.after(after, at);
    }

    @Override
    public String reading() {
        return "once, at " + at;
    }

    @Override
    public List<FieldError> check() {
        if (at == null) {
            return List.of(new FieldError("at", "is required: an instant in UTC such as 2026-12-01T08:30:00Z"));
        }
        if (at.isBefore(Instant.EPOCH) || at.isAfter(Moments.LAST)) {
            return List.of(new FieldError("at", "is " + at + ": it must lie in the years 1970 to 9999"));
        }
        return List.of();
    }

    @Override
    public boolean oneShot() {
        return true;
    }
}
