package carillon.job;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A recurring VEVENT made up at random, all-day or timed, floating, in UTC, in a zone or by a VTIMEZONE of its own, with
 * exceptions and additions, together with the time that it takes up: found by asking of each day whether it has it.
 *
 * @param spans the time it takes up within two months of what it was made for
 */
record RandomEvent(String text, List<Span> spans) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

    /** New York's of today for all years. */
    private static final String OFFICE = "BEGIN:VTIMEZONE\r\nTZID:Office\r\n"
            + "BEGIN:DAYLIGHT\r\nDTSTART:19700308T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"
            + "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nEND:DAYLIGHT\r\n"
            + "BEGIN:STANDARD\r\nDTSTART:19691102T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n"
            + "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

    record Span(Instant begin, Instant end) {

        boolean contains(Instant at) {
            return !at.isBefore(begin) && at.isBefore(end);
        }
    }

    /** What is put in front of the events of a text. */
    static String zones() {
        return OFFICE;
    }

    boolean marks(Instant at) {
        return spans.stream().anyMatch(span -> span.contains(at));
    }

    /** What a local time of the event is, and how it is written. */
    private interface Clock {
        Instant at(LocalDateTime local, ZoneOffset preferred);

        String line(String name, LocalDateTime local);

        /** UNTIL in the form that goes with it. */
        String until(LocalDateTime local);

        default Instant at(LocalDateTime local) {
            return at(local, null);
        }
    }

    /**
     * @param number makes its UID
     * @param floating what it is local to when it says no zone
     */
    static RandomEvent of(Random random, int number, Instant around, List<String> zones, ZoneId floating) {
        boolean allDay = random.nextInt(3) == 0;
        Clock clock = allDay ? dates(floating) : clock(random, zones, floating);
        RandomRecurrence rule = RandomRecurrence.of(random);
        LocalDate day = LocalDate.ofInstant(around, ZoneOffset.UTC);
        LocalDate first = rule.first(day.minusDays(random.nextInt(random.nextBoolean() ? 60 : 2_000)));
        if (first == null || first.isAfter(day.plusDays(60))) {
            return of(random, number, around, zones, floating);
        }
        LocalTime time = allDay ? LocalTime.MIDNIGHT : LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
        int days = allDay ? 1 + random.nextInt(3) : random.nextInt(3) == 0 ? random.nextInt(3) : 0;
        Duration rest = allDay ? Duration.ZERO : Duration.ofMinutes(15L * (1 + random.nextInt(130)));
        TreeSet<LocalDateTime> starts = new TreeSet<>();
        first.datesUntil(day.plusDays(75))
                .filter(one -> rule.has(first, one))
                .forEach(one -> starts.add(one.atTime(time)));
        starts.add(first.atTime(time));
        StringBuilder text =
                new StringBuilder("BEGIN:VEVENT\r\nUID:").append(number).append("\r\n");
        text.append(clock.line("DTSTART", first.atTime(time)));
        text.append(length(random, clock, first.atTime(time), days, rest));
        text.append("RRULE:")
                .append(rule.text())
                .append(end(random, clock, starts))
                .append("\r\n");
        exceptions(random, clock, starts, day, text);
        text.append("END:VEVENT\r\n");
        List<Span> spans = new ArrayList<>();
        for (LocalDateTime start : starts) {
            Instant begin = clock.at(start);
            Instant end = clock.at(start.plusDays(days), ZoneOffset.ofTotalSeconds((int)
                            (start.toEpochSecond(ZoneOffset.UTC) - begin.getEpochSecond())))
                    .plus(rest);
            if (end.isAfter(around.minus(Duration.ofDays(70)))) {
                spans.add(new Span(begin, end));
            }
        }
        return new RandomEvent(text.toString(), spans);
    }

    private static String length(Random random, Clock clock, LocalDateTime first, int days, Duration rest) {
        if (rest.isZero()) {
            return days == 1 && random.nextBoolean()
                    ? ""
                    : random.nextBoolean() ? "DURATION:P" + days + "D\r\n" : clock.line("DTEND", first.plusDays(days));
        }
        if (days > 0) {
            return "DURATION:P" + days + "DT" + rest.toMinutes() + "M\r\n";
        }
        LocalDateTime end = first.plus(rest);
        boolean plain = Duration.between(clock.at(first), clock.at(end)).equals(rest);
        return plain && random.nextBoolean() ? clock.line("DTEND", end) : "DURATION:PT" + rest.toMinutes() + "M\r\n";
    }

    /** COUNT or UNTIL or neither; takes away the starts that are behind it. */
    private static String end(Random random, Clock clock, TreeSet<LocalDateTime> starts) {
        List<LocalDateTime> all = List.copyOf(starts);
        int last = random.nextInt(all.size());
        last = Math.max(last, all.size() - 1 - random.nextInt(8));
        return switch (random.nextInt(4)) {
            case 0 -> {
                starts.retainAll(all.subList(0, last + 1));
                yield ";COUNT=" + (last + 1);
            }
            case 1 -> {
                starts.retainAll(all.subList(0, last + 1));
                yield ";UNTIL=" + clock.until(all.get(last));
            }
            default -> "";
        };
    }

    private static void exceptions(
            Random random, Clock clock, TreeSet<LocalDateTime> starts, LocalDate day, StringBuilder text) {
        List<LocalDateTime> all = List.copyOf(starts);
        if (random.nextInt(3) == 0) {
            LocalDateTime without = all.get(Math.max(0, all.size() - 1 - random.nextInt(20)));
            starts.remove(without);
            text.append(clock.line("EXDATE", without));
        }
        if (random.nextInt(3) == 0) {
            LocalDateTime more =
                    day.plusDays(random.nextInt(20) - 10).atTime(all.get(0).toLocalTime());
            boolean out = !starts.contains(more) && all.contains(more);
            if (!out) {
                starts.add(more);
                text.append(clock.line("RDATE", more));
            }
        }
    }

    private static Clock clock(Random random, List<String> zones, ZoneId floating) {
        return switch (random.nextInt(4)) {
            case 0 -> zoned("", "", floating);
            case 1 -> zoned("", "Z", ZoneOffset.UTC);
            case 2 -> office();
            default -> {
                String name = zones.get(random.nextInt(zones.size()));
                yield zoned(";TZID=" + name, "", ZoneId.of(name));
            }
        };
    }

    private static Clock dates(ZoneId zone) {
        return new Clock() {
            @Override
            public Instant at(LocalDateTime local, ZoneOffset preferred) {
                return ZonedDateTime.ofLocal(local, zone, preferred).toInstant();
            }

            @Override
            public String line(String name, LocalDateTime local) {
                return name + ";VALUE=DATE:" + DATE.format(local) + "\r\n";
            }

            @Override
            public String until(LocalDateTime local) {
                return DATE.format(local);
            }
        };
    }

    private static Clock zoned(String parameter, String end, ZoneId zone) {
        return new Clock() {
            @Override
            public Instant at(LocalDateTime local, ZoneOffset preferred) {
                return ZonedDateTime.ofLocal(local, zone, preferred).toInstant();
            }

            @Override
            public String line(String name, LocalDateTime local) {
                return name + parameter + ":" + TIME.format(local) + end + "\r\n";
            }

            @Override
            public String until(LocalDateTime local) {
                return parameter.isEmpty()
                        ? TIME.format(local) + end
                        : TIME.format(at(local).atOffset(ZoneOffset.UTC)) + "Z";
            }
        };
    }

    /** A time in the gap is put forward; of one that comes twice, the first is meant. */
    private static Clock office() {
        return new Clock() {
            @Override
            public Instant at(LocalDateTime local, ZoneOffset preferred) {
                LocalDateTime begin = sunday(local.getYear(), 3, 2).atTime(3, 0);
                LocalDateTime end = sunday(local.getYear(), 11, 1).atTime(2, 0);
                boolean daylight = !local.isBefore(begin) && local.isBefore(end);
                return local.toInstant(ZoneOffset.ofHours(daylight ? -4 : -5));
            }

            @Override
            public String line(String name, LocalDateTime local) {
                return name + ";TZID=Office:" + TIME.format(local) + "\r\n";
            }

            @Override
            public String until(LocalDateTime local) {
                return TIME.format(at(local).atOffset(ZoneOffset.UTC)) + "Z";
            }
        };
    }

    private static LocalDate sunday(int year, int month, int number) {
        return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(number, DayOfWeek.SUNDAY));
    }
}
