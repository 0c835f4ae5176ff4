package carillon.job;

import carillon.job.CalendarSpec.DateRange;
import carillon.job.CalendarSpec.DayWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down what time a calendar excludes, from end to end, a hundred days at once: slower than {@link CalendarTime}, which
 * it checks, and without any of its reasoning about when an answer may change. All numbers are seconds since 1970. For one
 * thread.
 */
final class CalendarReckoning {

    private static final int DAY = 86_400;
    private static final long PAGE = 100L * DAY;
    private static final int MOST_PAGES = 16;

    /** No clock shows a time that is farther from UTC. */
    private static final long FARTHEST_OFFSET = Duration.ofHours(18).toSeconds();

    private final CalendarSpec spec;
    private final ZoneId zoneId;
    private final ZoneRules zone;
    private final int weekdays;
    private final List<DateRange> dates;
    private final List<DayWindow> windows;
    private final List<EventReckoning> events;
    private final Map<Long, TreeMap<Long, Stretch>> pages = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TreeMap<Long, Stretch>> eldest) {
            return size() > MOST_PAGES;
        }
    };

    /**
     * Time in which the answer is one.
     *
     * @param end the first moment that does not belong to it; the time after it may have the same answer
     */
    record Stretch(boolean excluded, long end) {}

    /**
     * @param spec must hold
     */
    CalendarReckoning(CalendarSpec spec) {
        this.spec = spec;
        zoneId = Zones.of(spec.zone());
        zone = zoneId.getRules();
        weekdays = spec.weekly().stream().mapToInt(CalendarSpec.Weekdays::parse).reduce(0, (one, other) -> one | other);
        dates = spec.dates().stream().map(DateRange::parse).toList();
        windows = spec.windows().stream().map(DayWindow::parse).toList();
        events = IcalReader.read(spec.ical()).stream()
                .map(event -> new EventReckoning(event, zone))
                .toList();
    }

    ZoneId zone() {
        return zoneId;
    }

    boolean shifts() {
        return spec.shift() == CalendarShift.NEXT_DAY;
    }

    boolean excludes(Instant at) {
        return at(at.getEpochSecond()).excluded();
    }

    /** The stretch that the second lies in. */
    Stretch at(long second) {
        return pages.computeIfAbsent(Math.floorDiv(second, PAGE), this::page)
                .floorEntry(second)
                .getValue();
    }

    private TreeMap<Long, Stretch> page(long number) {
        long first = number * PAGE;
        long last = first + PAGE;
        TreeMap<Long, Long> marked = new TreeMap<>();
        markDays(first, last, marked);
        events.forEach(event -> event.mark(first, last, marked));
        boolean excludes = spec.mode() == CalendarMode.EXCLUDE;
        TreeMap<Long, Stretch> page = new TreeMap<>();
        long reached = first;
        for (Map.Entry<Long, Long> one : marked.entrySet()) {
            long begin = Math.max(reached, one.getKey());
            long end = Math.min(last, one.getValue());
            if (begin < end) {
                if (reached < begin) {
                    page.put(reached, new Stretch(!excludes, begin));
                }
                page.put(begin, new Stretch(excludes, end));
                reached = end;
            }
        }
        if (reached < last) {
            page.put(reached, new Stretch(!excludes, last));
        }
        return page;
    }

    private void markDays(long first, long last, TreeMap<Long, Long> marked) {
        long firstDay = Math.floorDiv(first - FARTHEST_OFFSET, DAY) - 1;
        long lastDay = Math.floorDiv(last + FARTHEST_OFFSET, DAY);
        for (long day = firstDay; day <= lastDay; day++) {
            if (!marks(day)) {
                continue;
            }
            if (windows.isEmpty()) {
                markLocal(day * DAY, (day + 1) * DAY, first, last, marked);
            }
            for (DayWindow window : windows) {
                long end = window.to() + (window.to() < window.from() ? DAY : 0);
                markLocal(day * DAY + window.from(), day * DAY + end, first, last, marked);
            }
        }
    }

    private boolean marks(long day) {
        boolean everyDay = weekdays == 0 && dates.isEmpty() && !windows.isEmpty();
        // 1970 began on a Thursday.
        return everyDay
                || (weekdays >> Math.floorMod(day + 4, 7) & 1) == 1
                || dates.stream().anyMatch(range -> range.first() <= day && day <= range.last());
    }

    /** Everything that the clock shows as a time from {@code begin} on and before {@code end}, be it once or twice. */
    private void markLocal(long begin, long end, long first, long last, TreeMap<Long, Long> marked) {
        long from = first;
        while (from < last) {
            ZoneOffset offset = zone.getOffset(Instant.ofEpochSecond(from));
            ZoneOffsetTransition change = zone.nextTransition(Instant.ofEpochSecond(from));
            long until = change == null ? last : Math.min(last, change.toEpochSecond());
            mark(
                    Math.max(from, begin - offset.getTotalSeconds()),
                    Math.min(until, end - offset.getTotalSeconds()),
                    marked);
            from = until;
        }
    }

    static void mark(long begin, long end, TreeMap<Long, Long> marked) {
        if (begin < end) {
            marked.merge(begin, end, Math::max);
        }
    }
}
