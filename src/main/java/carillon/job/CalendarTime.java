package carillon.job;

import carillon.job.CalendarSpec.DateRange;
import carillon.job.CalendarSpec.DayWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A calendar made ready to be asked whether it excludes a moment, and when that changes.
 *
 * <p>A moment is looked at as the clock of the calendar's zone shows it; what that shows twice is marked twice. Safe for
 * all threads.
 */
class CalendarTime {

    private static final int DAY = 86_400;

    /** A bit for each day. */
    private static final int WHOLE_WEEK = (1 << 7) - 1;

    /** Of those used last: so many, with so many characters of iCalendar text together. */
    private static final int KEPT = 500;

    private static final int KEPT_CHARACTERS = 16_000_000;
    private static final Map<CalendarSpec, CalendarTime> TIMES = new LinkedHashMap<>(16, 0.75f, true);
    private static int characters;

    private final boolean include;
    private final boolean shifts;
    private final ZoneId zone;
    private final ZoneRules rules;
    private final boolean marksDays;
    private final boolean everyDay;
    private final int weekdays;
    private final TreeMap<Long, Long> dates = new TreeMap<>();
    private final List<DayWindow> windows;
    private final boolean overMidnight;
    private final int[] edges;
    private final IcalTimes events;

    /** Not kept; {@link #of} is. */
    CalendarTime(CalendarSpec spec) {
        include = spec.mode() == CalendarMode.INCLUDE;
        shifts = spec.shift() == CalendarShift.NEXT_DAY;
        zone = Zones.of(spec.zone());
        rules = zone.getRules();
        weekdays = spec.weekly().stream().map(CalendarSpec.Weekdays::parse).reduce(0, (one, other) -> one | other);
        spec.dates().stream()
                .map(DateRange::parse)
                .sorted(Comparator.comparingLong(DateRange::first))
                .forEach(this::addDates);
        windows = spec.windows().stream().map(DayWindow::parse).toList();
        overMidnight = windows.stream().anyMatch(DayWindow::overMidnight);
        everyDay = weekdays == 0 && dates.isEmpty() && !windows.isEmpty();
        marksDays = everyDay || weekdays != 0 || !dates.isEmpty();
        TreeSet<Integer> times = new TreeSet<>();
        windows.forEach(window -> times.addAll(List.of(window.from(), window.to())));
        times.add(DAY);
        edges = times.stream().mapToInt(Integer::intValue).toArray();
        events = new IcalTimes(IcalReader.read(spec.ical()), rules);
    }

    /**
     * @param spec must hold
     */
    static CalendarTime of(CalendarSpec spec) {
        synchronized (TIMES) {
            CalendarTime time = TIMES.get(spec);
            if (time == null) {
                time = new CalendarTime(spec);
                TIMES.put(spec, time);
                characters += length(spec);
                forgetOldest();
            }
            return time;
        }
    }

    private static void forgetOldest() {
        Iterator<CalendarSpec> oldest = TIMES.keySet().iterator();
        while (TIMES.size() > KEPT || TIMES.size() > 1 && characters > KEPT_CHARACTERS) {
            characters -= length(oldest.next());
            oldest.remove();
        }
    }

    private static int length(CalendarSpec spec) {
        return spec.ical() == null ? 0 : spec.ical().length();
    }

    /** True when an instant that it excludes moves to another day. */
    boolean shifts() {
        return shifts;
    }

    ZoneId zone() {
        return zone;
    }

    boolean excludes(Instant at) {
        return marks(at.getEpochSecond()) != include;
    }

    private boolean marks(long second) {
        return marksDays && marksLocal(local(second)) || events.contain(second);
    }

    private long local(long second) {
        return second + rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    }

    private boolean marksLocal(long local) {
        long day = Math.floorDiv(local, DAY);
        if (windows.isEmpty()) {
            return marksDay(day);
        }
        int time = (int) (local - day * DAY);
        for (DayWindow window : windows) {
            boolean begun = time >= window.from();
            if (begun && (time < window.to() || window.overMidnight()) && marksDay(day)
                    || !begun && window.overMidnight() && time < window.to() && marksDay(day - 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean marksDay(long day) {
        if (everyDay || (weekdays & 1 << Math.floorMod(day + 4, 7)) != 0) {
            return true;
        }
        Map.Entry<Long, Long> range = dates.floorEntry(day);
        return range != null && day <= range.getValue();
    }

    private void addDates(DateRange range) {
        Map.Entry<Long, Long> before = dates.floorEntry(range.first());
        if (before != null && range.first() <= before.getValue()) {
            dates.put(before.getKey(), Math.max(before.getValue(), range.last()));
        } else {
            dates.put(range.first(), range.last());
        }
    }

    /** The next moment after {@code second} at which the answer may change; {@link Long#MAX_VALUE} for never. */
    long nextEdge(long second) {
        return Math.min(events.nextEdge(second), marksDays ? nextDayEdge(second) : Long.MAX_VALUE);
    }

    /** Should the clock change first, local times have another distance from there on. */
    private long nextDayEdge(long second) {
        long local = local(second);
        long edge = nextLocalEdge(local);
        ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochSecond(second));
        long until = change == null ? Long.MAX_VALUE : change.toEpochSecond();
        return edge == Long.MAX_VALUE ? edge : Math.min(until, second + edge - local);
    }

    private long nextLocalEdge(long local) {
        long day = Math.floorDiv(local, DAY);
        if (windows.isEmpty() && marksDay(day)) {
            return endOfMarked(day);
        }
        int time = (int) (local - day * DAY);
        if (marksDay(day) || overMidnight && marksDay(day - 1)) {
            int found = Arrays.binarySearch(edges, time);
            return day * DAY + edges[found >= 0 ? found + 1 : -found - 1];
        }
        if (weekdays != 0 || everyDay) {
            return (day + 1) * DAY;
        }
        Long next = dates.higherKey(day);
        return next == null ? Long.MAX_VALUE : next * DAY;
    }

    /** Of whole days that are marked; it need not be the very end. */
    private long endOfMarked(long day) {
        if (weekdays == WHOLE_WEEK) {
            return Long.MAX_VALUE;
        }
        Map.Entry<Long, Long> range = dates.floorEntry(day);
        long last = range == null || day > range.getValue() ? day : range.getValue();
        return (last + 1) * DAY;
    }
}
