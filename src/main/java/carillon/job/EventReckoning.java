package carillon.job;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes down when one VEVENT happens. Its recurrence is always gone through from the first occurrence on, whatever time is
 * asked about, while {@link IcalEvent} begins at the year that it needs. For one thread.
 */
final class EventReckoning {

    private final IcalEvent event;
    private final ZoneRules zone;

    /**
     * @param floating what an event without a zone is local to
     */
    EventReckoning(IcalEvent event, ZoneRules floating) {
        this.event = event;
        this.zone = event.zone() == null ? floating : event.zone();
    }

    /** Adds the time of the occurrences that lie at least partly between the two moments, in seconds since 1970. */
    void mark(long first, long last, TreeMap<Long, Long> marked) {
        for (LocalDateTime start : starts(last)) {
            long begin = moment(start, List.of(zone.getOffset(start)));
            LocalDateTime day = start.plus(event.days());
            long end = moment(day, List.of(zone.getOffset(start), zone.getOffset(day)))
                    + event.time().toSeconds();
            if (begin < last && end > first) {
                CalendarReckoning.mark(begin, end, marked);
            }
        }
    }

    /** On the clock of its zone. */
    private TreeSet<LocalDateTime> starts(long last) {
        TreeSet<LocalDateTime> starts = new TreeSet<>(event.more());
        starts.add(event.start());
        LocalDateTime high = LocalDateTime.ofEpochSecond(last, 0, ZoneOffset.MAX);
        if (event.rule() != null && !high.isBefore(event.start())) {
            for (LocalDateTime start : event.rule().getDates(event.start(), event.start(), high)) {
                if (comes(start)) {
                    starts.add(start);
                }
            }
        }
        starts.removeAll(event.without());
        return starts;
    }

    private boolean comes(LocalDateTime start) {
        Instant instant = event.until().instant();
        LocalDateTime local = event.until().local();
        return (instant == null || start.toEpochSecond(zone.getOffset(start)) <= instant.getEpochSecond())
                && (local == null || !start.isAfter(local));
    }

    /** With the first of the offsets that the time has; a time that is left out, with the last of them. */
    private long moment(LocalDateTime local, List<ZoneOffset> offsets) {
        for (ZoneOffset offset : offsets) {
            if (zone.isValidOffset(local, offset)) {
                return local.toEpochSecond(offset);
            }
        }
        return local.toEpochSecond(offsets.get(offsets.size() - 1));
    }
}
