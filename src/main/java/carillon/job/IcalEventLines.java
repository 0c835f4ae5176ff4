package carillon.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of one VEVENT, which make an {@link IcalEvent}. */
final class IcalEventLines {

    private static final int EARLIEST_YEAR = 1900;
    private static final Pattern LENGTH = Pattern.compile(
            "\\+?P(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(?:T(?:(\\d{1,5})H)?(?:(\\d{1,6})M)?(?:(\\d{1,8})S)?)?");

    private final int number;
    private final IcalZones zones;
    private final Map<String, List<IcalLine>> lines = new LinkedHashMap<>();

    IcalEventLines(int number, IcalZones zones) {
        this.number = number;
        this.zones = zones;
    }

    void add(IcalLine line) {
        lines.computeIfAbsent(line.name(), any -> new ArrayList<>()).add(line);
    }

    boolean has(String name) {
        return lines.containsKey(name);
    }

    IcalLine one(String name) {
        List<IcalLine> all = lines.get(name);
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
    private <T> T named(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            String summary = has("SUMMARY") ? " (" + value("SUMMARY") + ")" : "";
            throw new IllegalArgumentException("VEVENT " + number + summary + " " + e.getMessage(), e);
        }
    }

    /** The occurrence of its master that it stands for, as the clock of the master's zone shows it. */
    LocalDateTime replaced(ZoneRules zone) {
        return named(() -> one("RECURRENCE-ID").localTo(zone, zones));
    }

    IcalEvent event() {
        return named(this::read);
    }

    private IcalEvent read() {
        IcalLine first = one("DTSTART");
        LocalDateTime start = first.local();
        ZoneRules zone = first.zone(zones);
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
                days = Period.ofDays(Math.toIntExact(
                        ChronoUnit.DAYS.between(start, one("DTEND").local())));
            } else {
                time = Duration.between(first.instant(zones), one("DTEND").instant(zones));
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
        IcalRule rule = new IcalRule(one("RRULE").value());
        return new IcalEvent(start, zone, rule.recurrence(), rule.until(), more, without, days, time);
    }

    private static int number(Matcher length, int group) {
        return length.group(group) == null ? 0 : Integer.parseInt(length.group(group));
    }

    private Set<LocalDateTime> times(String name, ZoneRules zone) {
        Set<LocalDateTime> times = new HashSet<>();
        for (IcalLine line : lines.getOrDefault(name, List.of())) {
            if (line.periods()) {
                throw new IllegalArgumentException("has " + name + " with periods: give them events of their own");
            }
            line.each().forEach(one -> times.add(one.localTo(zone, zones)));
        }
        return times;
    }
}
