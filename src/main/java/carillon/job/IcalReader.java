package carillon.job;

import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.fortuna.ical4j.data.CalendarParserImpl;
import net.fortuna.ical4j.data.ContentHandler;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.data.UnfoldingReader;
import net.fortuna.ical4j.model.Recur;

/**
 * Reads the VEVENTs of an iCalendar text (RFC 5545). The library reads the lines and walks the recurrence rules; zones
 * are found by {@link IcalZones}, because the library's own come from another edition of the zone database and are
 * registered with the JVM for good.
 */
final class IcalReader {

    private static final int LONGEST = 1_000_000;
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_RULES = 200;
    private static final int EARLIEST_YEAR = 1900;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final Pattern LENGTH = Pattern.compile(
            "\\+?P(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(?:T(?:(\\d{1,5})H)?(?:(\\d{1,6})M)?(?:(\\d{1,8})S)?)?");
    private static final Pattern TOO_FINE =
            Pattern.compile("FREQ=(SECONDLY|MINUTELY|HOURLY)|BYHOUR=|BYMINUTE=|BYSECOND=|RSCALE=|INTERVAL=0*(;|$)");

    private IcalReader() {}

    /**
     * @param text null for none
     * @throws IllegalArgumentException saying which line or which event does not hold, and why
     */
    static List<IcalEvent> read(String text) {
        if (text == null) {
            return List.of();
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("takes at most " + LONGEST + " characters: split it into calendars");
        }
        Lines lines = new Lines();
        try {
            new CalendarParserImpl().parse(new UnfoldingReader(new StringReader(text), true), lines);
        } catch (IOException | ParserException e) {
            throw new IllegalArgumentException("is no iCalendar text. " + e.getMessage(), e);
        }
        if (lines.events.isEmpty()) {
            throw new IllegalArgumentException("has no VEVENT between its BEGIN:VCALENDAR and END:VCALENDAR");
        }
        if (text.indexOf("END:VCALENDAR") != text.lastIndexOf("END:VCALENDAR")) {
            throw new IllegalArgumentException("has more than one VCALENDAR: send one for each calendar");
        }
        return events(lines.events);
    }

    private static List<IcalEvent> events(List<Event> raw) {
        if (raw.size() > MOST_EVENTS) {
            throw new IllegalArgumentException("has " + raw.size() + " events: at most " + MOST_EVENTS + " are taken");
        }
        if (raw.stream().filter(event -> event.has("RRULE")).count() > MOST_RULES) {
            throw new IllegalArgumentException("has more than " + MOST_RULES + " events with RRULE");
        }
        Map<String, IcalEvent> masters = new HashMap<>();
        List<IcalEvent> events = new ArrayList<>();
        for (Event event : raw) {
            IcalEvent read = event.named(event::read);
            boolean replaces = event.has("RECURRENCE-ID");
            if (!event.cancelled() && !read.empty()) {
                events.add(read);
            }
            if (!replaces && event.has("UID")) {
                masters.put(event.value("UID"), read);
            }
        }
        for (Event event : raw) {
            IcalEvent master = event.has("RECURRENCE-ID") && event.has("UID") ? masters.get(event.value("UID")) : null;
            if (master != null) {
                master.without().add(event.named(() -> event.localTo(event.one("RECURRENCE-ID"), master.zone())));
            }
        }
        if (events.isEmpty() && !raw.stream().allMatch(Event::cancelled)) {
            throw new IllegalArgumentException("has no VEVENT that takes up time: give DTEND or DURATION");
        }
        return List.copyOf(events);
    }

    /** A line of an event: its value, and what zone or form it says that has. */
    private record Line(String name, String value, Map<String, String> parameters) {

        boolean date() {
            return "DATE".equals(parameters.get("VALUE")) || value.strip().matches("\\d{8}");
        }
    }

    private interface Reading<T> {
        T read();
    }

    /** One VEVENT as it was read. */
    private static final class Event {

        private final int number;
        private final IcalZones zones;
        private final Map<String, List<Line>> lines = new LinkedHashMap<>();

        Event(int number, IcalZones zones) {
            this.number = number;
            this.zones = zones;
        }

        boolean has(String name) {
            return lines.containsKey(name);
        }

        Line one(String name) {
            List<Line> all = lines.get(name);
            if (all == null || all.size() > 1) {
                throw new IllegalArgumentException((all == null ? "needs " : "has more than one ") + name);
            }
            return all.get(0);
        }

        String value(String name) {
            return lines.get(name).get(0).value();
        }

        boolean cancelled() {
            return has("STATUS") && value("STATUS").equalsIgnoreCase("CANCELLED");
        }

        /** What goes wrong inside is told with the event's number and summary. */
        <T> T named(Reading<T> reading) {
            try {
                return reading.read();
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                String summary = has("SUMMARY") ? " (" + value("SUMMARY") + ")" : "";
                throw new IllegalArgumentException("VEVENT " + number + summary + " " + e.getMessage(), e);
            }
        }

        IcalEvent read() {
            Line first = one("DTSTART");
            LocalDateTime start = local(first);
            ZoneRules zone = zone(first);
            if (start.getYear() < EARLIEST_YEAR) {
                throw new IllegalArgumentException("starts before the year " + EARLIEST_YEAR + ": let it start later");
            }
            if (has("EXRULE")) {
                throw new IllegalArgumentException("has EXRULE, which RFC 5545 has taken back: use EXDATE");
            }
            Set<LocalDateTime> more = times("RDATE", zone);
            Set<LocalDateTime> without = times("EXDATE", zone);
            Period days = Period.ZERO;
            Duration time = Duration.ZERO;
            if (has("DTEND")) {
                if (first.date()) {
                    days = Period.ofDays(Math.toIntExact(ChronoUnit.DAYS.between(start, local(one("DTEND")))));
                } else {
                    time = Duration.between(instant(first, start), instant(one("DTEND"), local(one("DTEND"))));
                }
            } else if (has("DURATION")) {
                Matcher length = LENGTH.matcher(value("DURATION").strip());
                if (!length.matches()) {
                    throw new IllegalArgumentException("has DURATION '" + value("DURATION") + "': use such as PT1H");
                }
                days = Period.ofDays(number(length, 1) * 7 + number(length, 2));
                time = Duration.ofHours(number(length, 3))
                        .plusMinutes(number(length, 4))
                        .plusSeconds(number(length, 5));
            } else if (first.date()) {
                days = Period.ofDays(1);
            }
            if (days.isNegative() || time.isNegative() || first.date() && days.isZero() && time.isZero()) {
                throw new IllegalArgumentException("ends no later than it begins: give DTEND or DURATION");
            }
            if (days.getDays() + time.toDays() > 3_660) {
                throw new IllegalArgumentException("is longer than ten years");
            }
            if (!has("RRULE")) {
                return new IcalEvent(start, zone, null, IcalEvent.Until.NEVER, more, without, days, time);
            }
            String rule = one("RRULE").value().strip().toUpperCase(Locale.ROOT);
            return new IcalEvent(start, zone, rule(rule), until(rule), more, without, days, time);
        }

        private static int number(Matcher length, int group) {
            return length.group(group) == null ? 0 : Integer.parseInt(length.group(group));
        }

        private static Recur<LocalDateTime> rule(String rule) {
            if (TOO_FINE.matcher(rule).find()) {
                throw new IllegalArgumentException("has RRULE '" + rule + "': FREQ is DAILY, WEEKLY, MONTHLY or YEARLY,"
                        + " INTERVAL at least 1, and BYHOUR, BYMINUTE, BYSECOND and RSCALE are not taken, since an event"
                        + " begins at most once a day. What comes more often a day is an event for each time of day,"
                        + " or one of the calendar's windows");
            }
            String endless = Arrays.stream(rule.split(";"))
                    .filter(part -> !part.startsWith("UNTIL="))
                    .reduce((one, other) -> one + ";" + other)
                    .orElse("");
            try {
                return new Recur<>(endless);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("has RRULE '" + rule + "': " + e.getMessage(), e);
            }
        }

        private static IcalEvent.Until until(String rule) {
            for (String part : rule.split(";")) {
                if (part.startsWith("UNTIL=")) {
                    Line line = new Line("UNTIL", part.substring(6), Map.of());
                    LocalDateTime local = local(line);
                    if (line.date()) {
                        return IcalEvent.Until.date(local.toLocalDate());
                    }
                    return line.value().endsWith("Z")
                            ? new IcalEvent.Until(local.toInstant(ZoneOffset.UTC), null)
                            : new IcalEvent.Until(null, local);
                }
            }
            return IcalEvent.Until.NEVER;
        }

        private Set<LocalDateTime> times(String name, ZoneRules zone) {
            Set<LocalDateTime> times = new HashSet<>();
            for (Line line : lines.getOrDefault(name, List.of())) {
                if ("PERIOD".equals(line.parameters().get("VALUE"))) {
                    throw new IllegalArgumentException("has " + name + " with periods: give them events of their own");
                }
                for (String one : line.value().split(",")) {
                    times.add(localTo(new Line(name, one, line.parameters()), zone));
                }
            }
            return times;
        }

        /** As the clock of the event's zone shows it. */
        private LocalDateTime localTo(Line line, ZoneRules zone) {
            ZoneRules own = zone(line);
            LocalDateTime local = local(line);
            if (own == null || zone == null) {
                return local;
            }
            Instant instant = local.toInstant(own.getOffset(local));
            return LocalDateTime.ofInstant(instant, zone.getOffset(instant));
        }

        private Instant instant(Line line, LocalDateTime local) {
            ZoneRules zone = zone(line);
            return local.toInstant(zone == null ? ZoneOffset.UTC : zone.getOffset(local));
        }

        private static LocalDateTime local(Line line) {
            String text = line.value().strip();
            try {
                if (line.date()) {
                    return LocalDate.parse(text, DATE).atStartOfDay();
                }
                return LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text, TIME);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "has " + line.name() + " '" + text + "': use such as 20261225 or 20261225T090000", e);
            }
        }

        /** Null for a date, and for a local time that says no zone. */
        private ZoneRules zone(Line line) {
            if (line.date()) {
                return null;
            }
            if (line.value().strip().endsWith("Z")) {
                return ZoneOffset.UTC.getRules();
            }
            String given = line.parameters().get("TZID");
            if (given == null) {
                return null;
            }
            String name = given.replace("\"", "").strip();
            try {
                return zones.rules(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "has " + line.name() + " with TZID=" + name + ": " + e.getMessage(), e);
            }
        }
    }

    /** Collects the lines of the VEVENTs and VTIMEZONEs, without those of what is inside them, such as alarms. */
    private static final class Lines implements ContentHandler {

        private final List<Event> events = new ArrayList<>();
        private final IcalZones zones = new IcalZones();
        private IcalZone zone;
        private final List<String> open = new ArrayList<>();
        private final Map<String, String> parameters = new HashMap<>();
        private String name;
        private String value;

        @Override
        public void startCalendar() {
            open.clear();
        }

        @Override
        public void endCalendar() {
            open.clear();
        }

        @Override
        public void startComponent(String component) {
            open.add(component.toUpperCase(Locale.ROOT));
            if (inEvent()) {
                events.add(new Event(events.size() + 1, zones));
            } else if (inZone()) {
                zone = new IcalZone();
            } else if (inZonePart()) {
                zone.beginPart();
            }
        }

        @Override
        public void endComponent(String component) {
            if (inZone()) {
                zones.add(zone);
            }
            open.remove(open.size() - 1);
        }

        @Override
        public void startProperty(String property) {
            name = property.toUpperCase(Locale.ROOT);
            value = "";
            parameters.clear();
        }

        @Override
        public void parameter(String parameter, String given) {
            parameters.put(parameter.toUpperCase(Locale.ROOT), given);
        }

        @Override
        public void propertyValue(String given) {
            value = given;
        }

        @Override
        public void endProperty(String property) {
            if (inEvent()) {
                events.get(events.size() - 1)
                        .lines
                        .computeIfAbsent(name, any -> new ArrayList<>())
                        .add(new Line(name, value, Map.copyOf(parameters)));
            } else if (inZone()) {
                zone.add(name, value);
            } else if (inZonePart()) {
                zone.addToPart(name, value);
            }
        }

        private boolean inEvent() {
            return open.equals(List.of("VEVENT"));
        }

        private boolean inZone() {
            return open.equals(List.of("VTIMEZONE"));
        }

        private boolean inZonePart() {
            return open.size() == 2
                    && open.get(0).equals("VTIMEZONE")
                    && List.of("STANDARD", "DAYLIGHT").contains(open.get(1));
        }
    }
}
