package carillon.job;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One VTIMEZONE as it is written: its lines, and those of each STANDARD and DAYLIGHT in it. */
final class IcalZone {

    /** A rule without end is in force from the first instant that any schedule can have. */
    private static final int FIRST_YEAR = 1970;

    private static final int LAST_YEAR = 9999;
    private static final int MOST_CHANGES = 5_000;
    private static final int MOST_PARTS = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    private final Map<String, String> lines = new HashMap<>();
    private final List<Map<String, String>> parts = new ArrayList<>();

    /** Takes in a line of the VTIMEZONE itself. */
    void add(String name, String value) {
        lines.putIfAbsent(name, value.strip());
    }

    void beginPart() {
        parts.add(new HashMap<>());
    }

    /** Takes in a line of the STANDARD or DAYLIGHT that was begun last. */
    void addToPart(String name, String value) {
        parts.get(parts.size() - 1).merge(name, value.strip(), (one, other) -> one + "," + other);
    }

    /** Null when it has none. */
    String id() {
        return lines.get("TZID");
    }

    /** Where it says that its rules are from: often an IANA name, or an address that ends with one. */
    Optional<String> origin() {
        return Optional.ofNullable(lines.getOrDefault("X-LIC-LOCATION", lines.get("TZURL")));
    }

    /**
     * @throws IllegalArgumentException when they cannot be read, saying what to do
     */
    ZoneRules rules() {
        try {
            if (parts.isEmpty() || parts.size() > MOST_PARTS) {
                throw new DateTimeException("it has no STANDARD or DAYLIGHT, or more than " + MOST_PARTS);
            }
            return rules(parts.stream().map(Part::of).toList());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "its VTIMEZONE cannot be read, " + e.getMessage()
                            + ": name a zone of the IANA database such as Europe/London in TZID or X-LIC-LOCATION",
                    e);
        }
    }

    /** What changes for good is written out change by change; rules without end go on after the last of these. */
    private static ZoneRules rules(List<Part> parts) {
        int last = parts.stream().mapToInt(Part::lastYear).max().orElse(FIRST_YEAR);
        TreeMap<Instant, ZoneOffset> changes = new TreeMap<>();
        parts.forEach(part -> part.changes(last, changes));
        if (changes.size() > MOST_CHANGES) {
            throw new DateTimeException("it has more than " + MOST_CHANGES + " changes");
        }
        ZoneOffset base = parts.stream()
                .min(Comparator.comparing(Part::first))
                .orElseThrow()
                .from();
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        ZoneOffset before = base;
        for (Map.Entry<Instant, ZoneOffset> change : changes.entrySet()) {
            if (!change.getValue().equals(before)) {
                LocalDateTime local = LocalDateTime.ofInstant(change.getKey(), before);
                transitions.add(ZoneOffsetTransition.of(local, before, change.getValue()));
                before = change.getValue();
            }
        }
        List<ZoneOffsetTransitionRule> endless = parts.stream()
                .filter(part -> part.yearly() != null
                        && part.until() == null
                        && !part.from().equals(part.to()))
                .map(Part::yearly)
                .sorted(Comparator.comparing(rule -> rule.createTransition(FIRST_YEAR)))
                .toList();
        return ZoneRules.of(base, base, List.of(), transitions, endless.size() < 2 ? List.of() : endless);
    }

    /**
     * One STANDARD or DAYLIGHT.
     *
     * @param first when it begins for the first time, on the clock before
     * @param more other beginnings that are written out
     * @param yearly null when it does not come again by a rule
     * @param until the last moment at which it begins; null for no end
     */
    private record Part(
            LocalDateTime first,
            List<LocalDateTime> more,
            ZoneOffset from,
            ZoneOffset to,
            ZoneOffsetTransitionRule yearly,
            Instant until) {

        static Part of(Map<String, String> lines) {
            LocalDateTime first = time(value(lines, "DTSTART"));
            ZoneOffset from = offset(value(lines, "TZOFFSETFROM"));
            ZoneOffset to = offset(value(lines, "TZOFFSETTO"));
            List<LocalDateTime> more = new ArrayList<>();
            if (lines.containsKey("RDATE")) {
                for (String date : lines.get("RDATE").split(",")) {
                    more.add(time(date));
                }
            }
            String rule = lines.get("RRULE");
            if (rule == null) {
                return new Part(first, more, from, to, null, null);
            }
            Map<String, String> fields = new HashMap<>();
            for (String field : rule.toUpperCase(Locale.ROOT).split(";")) {
                fields.put(field.replaceFirst("=.*", ""), field.replaceFirst("^[^=]*=?", ""));
            }
            String until = fields.remove("UNTIL");
            Instant end = until == null
                    ? null
                    : until.endsWith("Z")
                            ? time(until).toInstant(ZoneOffset.UTC)
                            : time(until).toInstant(from);
            return new Part(first, more, from, to, yearly(rule, fields, first, from, to), end);
        }

        private static String value(Map<String, String> lines, String name) {
            String value = lines.get(name);
            if (value == null) {
                throw new DateTimeException("a STANDARD or DAYLIGHT needs " + name);
            }
            return value;
        }

        private static LocalDateTime time(String text) {
            String local = text.strip().replaceFirst("Z$", "");
            return LocalDateTime.parse(local.matches("\\d{8}") ? local + "T000000" : local, TIME);
        }

        private static ZoneOffset offset(String text) {
            return ZoneOffset.of(text);
        }

        /** A weekday of a month by its number, as nearly every program writes it; null when both offsets are the same. */
        private static ZoneOffsetTransitionRule yearly(
                String rule, Map<String, String> fields, LocalDateTime first, ZoneOffset from, ZoneOffset to) {
            fields.remove("WKST");
            fields.remove("INTERVAL", "1");
            boolean yearly = "YEARLY".equals(fields.remove("FREQ"));
            String month = fields.remove("BYMONTH");
            String day = fields.remove("BYDAY");
            boolean byWeekday = day != null && day.matches("(\\+?[1-4]|-1)(MO|TU|WE|TH|FR|SA|SU)");
            if (!yearly
                    || !fields.isEmpty()
                    || day != null && !byWeekday
                    || month != null && !month.matches("\\d{1,2}")) {
                throw new DateTimeException("RRULE '" + rule + "' is none such as FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU");
            }
            int number = byWeekday ? Integer.parseInt(day.substring(0, day.length() - 2)) : 0;
            int dayOfMonth = !byWeekday ? first.getDayOfMonth() : number < 0 ? -1 : 7 * number - 6;
            return ZoneOffsetTransitionRule.of(
                    month == null ? first.getMonth() : Month.of(Integer.parseInt(month)),
                    dayOfMonth,
                    byWeekday ? DayOfWeek.of(DAYS.indexOf(day.substring(day.length() - 2)) + 1) : null,
                    LocalTime.of(first.getHour(), first.getMinute(), first.getSecond()),
                    false,
                    ZoneOffsetTransitionRule.TimeDefinition.WALL,
                    from,
                    from,
                    to);
        }

        /** The last year in which it begins otherwise than by a rule without end; at least the first of all years. */
        int lastYear() {
            int last = Math.max(FIRST_YEAR, first.getYear());
            for (LocalDateTime date : more) {
                last = Math.max(last, date.getYear());
            }
            return until == null
                    ? last
                    : Math.max(last, Math.min(LAST_YEAR, until.atOffset(from).getYear()));
        }

        /** When it begins, and the offset from then on. */
        void changes(int lastYear, TreeMap<Instant, ZoneOffset> changes) {
            changes.put(first.toInstant(from), to);
            more.forEach(date -> changes.put(date.toInstant(from), to));
            if (yearly != null && !from.equals(to)) {
                for (int year = Math.max(FIRST_YEAR - 1, first.getYear()); year <= lastYear; year++) {
                    Instant change = yearly.createTransition(year).getInstant();
                    if (!change.isBefore(first.toInstant(from)) && (until == null || !change.isAfter(until))) {
                        changes.put(change, to);
                    }
                }
            }
        }
    }
}
