package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Bounds and precision that all schedules share. */
final class Moments {

    /** No schedule has an instant after this one. */
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private static final Duration LONGEST = Duration.ofDays(3650);

    private Moments() {}

    /** Before 1970 and after the year 9999 no schedule has an instant. */
    static boolean inRange(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST);
    }

    /** The precision of the database: what is finer is cut off. */
    static Instant toMicros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** The only instant of a schedule that has one: it is the next one until it has come. */
    static Optional<Instant> after(Instant after, Instant only) {
        Instant instant = toMicros(only);
        return instant.isAfter(after) ? Optional.of(instant) : Optional.empty();
    }

    static List<FieldError> checkLength(String field, Duration length, Duration shortest) {
        if (length == null) {
            return List.of(new FieldError(field, "is required: an ISO-8601 duration such as PT30S or PT1H30M"));
        }
        if (length.compareTo(shortest) < 0 || length.compareTo(LONGEST) > 0) {
            String bounds = shortest + " to P" + LONGEST.toDays() + "D";
            return List.of(new FieldError(field, "is " + length + ": it must be " + bounds + ", such as PT15M"));
        }
        return List.of();
    }
}
