package carillon.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A line of an event: its value, and what zone or form it says that has. */
record IcalLine(String name, String value, Map<String, String> parameters) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    boolean date() {
        return "DATE".equals(parameters.get("VALUE")) || value.strip().matches("\\d{8}");
    }

    boolean utc() {
        return value.strip().endsWith("Z");
    }

    boolean periods() {
        return "PERIOD".equals(parameters.get("VALUE"));
    }

    /** One for each of its values. */
    List<IcalLine> each() {
        return Stream.of(value.split(","))
                .map(one -> new IcalLine(name, one, parameters))
                .toList();
    }

    /**
     * As the clock of its own zone shows it; midnight of a date.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    LocalDateTime local() {
        String text = value.strip();
        try {
            if (date()) {
                return LocalDate.parse(text, DATE).atStartOfDay();
            }
            return LocalDateTime.parse(utc() ? text.substring(0, text.length() - 1) : text, TIME);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "has " + name + " '" + text + "': use such as 20261225 or 20261225T090000", e);
        }
    }

    /**
     * As the clock of the event's zone shows it; null for a zone that is not said. In that zone it stays as it is written,
     * also where clocks leave it out: the event's own rule names such a time in the same way.
     */
    LocalDateTime localTo(ZoneRules zone, IcalZones zones) {
        ZoneRules own = zone(zones);
        if (own == null || zone == null || own.equals(zone)) {
            return local();
        }
        Instant instant = local().toInstant(own.getOffset(local()));
        return LocalDateTime.ofInstant(instant, zone.getOffset(instant));
    }

    /** As if what says no zone were in UTC. */
    Instant instant(IcalZones zones) {
        ZoneRules zone = zone(zones);
        return local().toInstant(zone == null ? ZoneOffset.UTC : zone.getOffset(local()));
    }

    /** Null for a date, and for a local time that says no zone. */
    ZoneRules zone(IcalZones zones) {
        if (date()) {
            return null;
        }
        if (utc()) {
            return ZoneOffset.UTC.getRules();
        }
        String given = parameters.get("TZID");
        if (given == null) {
            return null;
        }
        String zone = given.replace("\"", "").strip();
        try {
            return zones.rules(zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has " + name + " with TZID=" + zone + ": " + e.getMessage(), e);
        }
    }
}
