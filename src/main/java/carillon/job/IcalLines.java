package carillon.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.fortuna.ical4j.data.ContentHandler;

/** Collects the lines of the VEVENTs and VTIMEZONEs, without those of what is inside them, such as alarms. */
final class IcalLines implements ContentHandler {

    private final List<IcalEventLines> events = new ArrayList<>();
    private final IcalZones zones = new IcalZones();
    private IcalZone zone;
    private final List<String> open = new ArrayList<>();
    private final Map<String, String> parameters = new HashMap<>();
    private String name;
    private String value;

    /** In the order of the text. */
    List<IcalEventLines> events() {
        return events;
    }

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
            events.add(new IcalEventLines(events.size() + 1, zones));
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
            events.get(events.size() - 1).add(new IcalLine(name, value, Map.copyOf(parameters)));
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
