package carillon.job;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.fortuna.ical4j.data.CalendarParserImpl;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.data.UnfoldingReader;

/**
 * Reads the VEVENTs of an iCalendar text (RFC 5545). The library reads the lines and walks the recurrence rules; zones
 * are found by {@link IcalZones}, because the library's own come from another edition of the zone database and are
 * registered with the JVM for good.
 */
final class IcalReader {

    private static final int LONGEST = 1_000_000;
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_RULES = 200;

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
        IcalLines lines = new IcalLines();
        try {
            new CalendarParserImpl().parse(new UnfoldingReader(new StringReader(text), true), lines);
        } catch (IOException | ParserException e) {
            throw new IllegalArgumentException("is no iCalendar text. " + e.getMessage(), e);
        }
        if (lines.events().isEmpty()) {
            throw new IllegalArgumentException("has no VEVENT between its BEGIN:VCALENDAR and END:VCALENDAR");
        }
        if (text.indexOf("END:VCALENDAR") != text.lastIndexOf("END:VCALENDAR")) {
            throw new IllegalArgumentException("has more than one VCALENDAR: send one for each calendar");
        }
        return events(lines.events());
    }

    private static List<IcalEvent> events(List<IcalEventLines> raw) {
        if (raw.size() > MOST_EVENTS) {
            throw new IllegalArgumentException("has " + raw.size() + " events: at most " + MOST_EVENTS + " are taken");
        }
        if (raw.stream().filter(event -> event.has("RRULE")).count() > MOST_RULES) {
            throw new IllegalArgumentException("has more than " + MOST_RULES + " events with RRULE");
        }
        Map<String, IcalEvent> masters = new HashMap<>();
        List<IcalEvent> events = new ArrayList<>();
        for (IcalEventLines event : raw) {
            IcalEvent read = event.event();
            boolean replaces = event.has("RECURRENCE-ID");
            if (!event.cancelled() && !read.empty()) {
                events.add(read);
            }
            if (!replaces && event.has("UID")) {
                masters.put(event.value("UID"), read);
            }
        }
        for (IcalEventLines event : raw) {
            IcalEvent master = event.has("RECURRENCE-ID") && event.has("UID") ? masters.get(event.value("UID")) : null;
            if (master != null) {
                master.without().add(event.replaced(master.zone()));
            }
        }
        if (events.isEmpty() && !raw.stream().allMatch(IcalEventLines::cancelled)) {
            throw new IllegalArgumentException("has no VEVENT that takes up time: give DTEND or DURATION");
        }
        return List.copyOf(events);
    }
}
