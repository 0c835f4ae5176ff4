package carillon.handler;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Reads the header of that name: how long a target asks to be left alone. */
final class RetryAfter {

    /** A target cannot silence a job for longer, whatever it answers. */
    static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfter() {}

    /**
     * @param value whole seconds or a date of HTTP ({@code Sun, 06 Nov 1994 08:49:37 GMT}); null when there is none
     * @return zero to 24 h; null when the header is not there or cannot be read
     */
    static Duration read(String value, Instant now) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        return text.matches("[0-9]+") ? seconds(text) : until(text, now);
    }

    private static Duration seconds(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        boolean huge = significant.length() > 9;
        return huge ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(significant)));
    }

    private static Duration until(String date, Instant now) {
        try {
            return bounded(Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date))));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
