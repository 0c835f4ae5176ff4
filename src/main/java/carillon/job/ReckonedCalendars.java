package carillon.job;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what one proof has written down of calendars, since many jobs name the same. For one thread. */
public final class ReckonedCalendars {

    private static final int MOST = 50;

    private final Map<CalendarSpec, CalendarReckoning> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CalendarSpec, CalendarReckoning> eldest) {
            return size() > MOST;
        }
    };

    CalendarReckoning of(CalendarSpec spec) {
        return known.computeIfAbsent(spec, CalendarReckoning::new);
    }
}
