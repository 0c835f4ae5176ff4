package carillon.job;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.fortuna.ical4j.model.Recur;

/** Reads an RRULE: what the library walks, and apart from that when it ends. */
final class IcalRule {

    private static final Pattern TOO_FINE =
            Pattern.compile("FREQ=(SECONDLY|MINUTELY|HOURLY)|BYHOUR=|BYMINUTE=|BYSECOND=|RSCALE=|INTERVAL=0*(;|$)");

    private final String text;

    IcalRule(String text) {
        this.text = text.strip().toUpperCase(Locale.ROOT);
    }

    /**
     * Without its UNTIL.
     *
     * @throws IllegalArgumentException saying what does not hold
     */
    Recur<LocalDateTime> recurrence() {
        if (TOO_FINE.matcher(text).find()) {
            throw new IllegalArgumentException("has RRULE '" + text + "': FREQ is DAILY, WEEKLY, MONTHLY or YEARLY,"
                    + " INTERVAL at least 1, and BYHOUR, BYMINUTE, BYSECOND and RSCALE are not taken, since an event"
                    + " begins at most once a day. What comes more often a day is an event for each time of day,"
                    + " or one of the calendar's windows");
        }
        String endless = Arrays.stream(text.split(";"))
                .filter(part -> !part.startsWith("UNTIL="))
                .collect(Collectors.joining(";"));
        // The library would take the first day of the week from the JVM's locale; the standard says Monday.
        String weeks = endless.contains("WKST=") ? endless : endless + ";WKST=MO";
        try {
            return new Recur<>(weeks);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("has RRULE '" + text + "': " + e.getMessage(), e);
        }
    }

    IcalEvent.Until until() {
        for (String part : text.split(";")) {
            if (part.startsWith("UNTIL=")) {
                IcalLine line = new IcalLine("UNTIL", part.substring(6), Map.of());
                LocalDateTime local = line.local();
                if (line.date()) {
                    return IcalEvent.Until.date(local.toLocalDate());
                }
                return line.utc()
                        ? new IcalEvent.Until(local.toInstant(ZoneOffset.UTC), null)
                        : new IcalEvent.Until(null, local);
            }
        }
        return IcalEvent.Until.NEVER;
    }
}
