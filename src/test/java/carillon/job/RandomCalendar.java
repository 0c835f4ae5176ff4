package carillon.job;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A calendar made up at random, together with what it means: a yes or no for any moment, without any code under test. */
record RandomCalendar(CalendarSpec spec, Predicate<Instant> excludes, ZoneId zone) {

    private record Part(List<String> texts, Predicate<ZonedDateTime> marks) {}

    private record Events(String ical, Predicate<Instant> mark) {}

    /**
     * @param around its dates and events lie within weeks of it
     */
    static RandomCalendar of(Random random, List<String> zones, Instant around) {
        ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
        LocalDate day = LocalDate.ofInstant(around, zone);
        Part dates = random.nextInt(2) == 0 ? none() : dates(random, day);
        Part weekly = random.nextInt(2) == 0 ? none() : weekly(random);
        Part windows = random.nextInt(3) == 0 ? windows(random, dates, weekly) : null;
        Events events = random.nextInt(2) == 0 ? events(random, around, zones, zone) : new Events(null, at -> false);
        boolean anyDay = dates.texts.isEmpty() && weekly.texts.isEmpty();
        if (anyDay && windows == null && events.ical == null) {
            return of(random, zones, around);
        }
        boolean marksDays = !anyDay || windows != null;
        Predicate<ZonedDateTime> days = dates.marks.or(weekly.marks);
        Predicate<ZonedDateTime> local = windows == null ? days : windows.marks;
        CalendarMode mode = random.nextInt(4) == 0 ? CalendarMode.INCLUDE : CalendarMode.EXCLUDE;
        CalendarShift shift = random.nextInt(2) == 0 ? CalendarShift.NEXT_DAY : CalendarShift.NONE;
        CalendarSpec spec = new CalendarSpec(
                mode,
                shift,
                zone.getId(),
                dates.texts,
                weekly.texts,
                windows == null ? List.of() : windows.texts,
                events.ical);
        return new RandomCalendar(
                spec,
                at -> (marksDays && local.test(at.atZone(zone)) || events.mark.test(at))
                        == (mode == CalendarMode.EXCLUDE),
                zone);
    }

    private static Part none() {
        return new Part(List.of(), any -> false);
    }

    private static Part dates(Random random, LocalDate day) {
        List<String> texts = new ArrayList<>();
        Set<LocalDate> marked = new HashSet<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            LocalDate first = day.plusDays(random.nextInt(21) - 10);
            LocalDate last = first.plusDays(random.nextInt(random.nextInt(4) == 0 ? 60 : 4));
            texts.add(first.equals(last) && random.nextBoolean() ? first.toString() : first + "/" + last);
            first.datesUntil(last.plusDays(1)).forEach(marked::add);
        }
        return new Part(texts, local -> marked.contains(local.toLocalDate()));
    }

    private static Part weekly(Random random) {
        DayOfWeek first = DayOfWeek.of(1 + random.nextInt(7));
        DayOfWeek second = first.plus(random.nextInt(3));
        Set<DayOfWeek> marked = new HashSet<>();
        for (DayOfWeek day = first; ; day = day.plus(1)) {
            marked.add(day);
            if (day == second) {
                break;
            }
        }
        String text = name(first) + (first == second ? "" : "-" + name(second));
        return new Part(List.of(text), local -> marked.contains(local.getDayOfWeek()));
    }

    private static String name(DayOfWeek day) {
        return day.name().substring(0, 3);
    }

    private static Part windows(Random random, Part dates, Part weekly) {
        boolean everyDay = dates.texts.isEmpty() && weekly.texts.isEmpty();
        LocalTime from = LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
        LocalTime to = from.plusMinutes(15L * (1 + random.nextInt(94)));
        String text = from + "/" + (to.equals(LocalTime.MIDNIGHT) ? "24:00" : to.toString());
        boolean over = to.isBefore(from) && !to.equals(LocalTime.MIDNIGHT);
        Predicate<ZonedDateTime> day =
                local -> everyDay || dates.marks.or(weekly.marks).test(local);
        return new Part(List.of(text), local -> {
            LocalTime time = local.toLocalTime();
            if (!over) {
                boolean before = to.equals(LocalTime.MIDNIGHT) || time.isBefore(to);
                return !time.isBefore(from) && before && day.test(local);
            }
            ZonedDateTime yesterday =
                    ZonedDateTime.of(local.toLocalDate().minusDays(1).atTime(12, 0), ZoneId.of("UTC"));
            return !time.isBefore(from) && day.test(local) || time.isBefore(to) && day.test(yesterday);
        });
    }

    private static Events events(Random random, Instant around, List<String> zones, ZoneId floating) {
        List<RandomEvent> events = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(number -> RandomEvent.of(random, number, around, zones, floating))
                .toList();
        String text =
                RandomEvent.zones() + events.stream().map(RandomEvent::text).collect(Collectors.joining());
        return new Events(calendar(text), at -> events.stream().anyMatch(event -> event.marks(at)));
    }

    static String calendar(String events) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n" + events + "END:VCALENDAR\r\n";
    }
}
