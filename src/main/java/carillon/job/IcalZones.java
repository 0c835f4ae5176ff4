package carillon.job;

import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the rules of the zones that an iCalendar text names: the JDK's, by IANA name, by the name that Windows gives it or
 * by what a VTIMEZONE of the text says of where it came from; else those that the VTIMEZONE itself writes down.
 */
final class IcalZones {

    private final Map<String, IcalZone> written = new HashMap<>();
    private final Map<String, ZoneRules> found = new HashMap<>();

    /** Takes in a VTIMEZONE; the first of a name counts. */
    void add(IcalZone zone) {
        if (zone.id() != null) {
            written.putIfAbsent(zone.id(), zone);
        }
    }

    /**
     * @param name the value of TZID
     * @throws IllegalArgumentException saying what is wrong with it and what to do
     */
    ZoneRules rules(String name) {
        ZoneRules rules = found.get(name);
        if (rules == null) {
            rules = find(name);
            found.put(name, rules);
        }
        return rules;
    }

    private ZoneRules find(String name) {
        Optional<ZoneRules> known = known(name).or(() -> WindowsZones.find(name).flatMap(IcalZones::known));
        if (known.isPresent()) {
            return known.get();
        }
        IcalZone zone = written.get(name);
        if (zone == null) {
            throw new IllegalArgumentException(Zones.problem(name).orElse("")
                    + "; names of Windows are taken too, and others when a VTIMEZONE of the text has them");
        }
        return zone.origin().flatMap(IcalZones::known).orElseGet(zone::rules);
    }

    /** Some programs put a path in front of the IANA name, or make an address of it. */
    private static Optional<ZoneRules> known(String name) {
        String rest = name.strip();
        Optional<ZoneRules> rules = Zones.find(rest);
        boolean path = rest.startsWith("/") || rest.toLowerCase(Locale.ROOT).matches("https?://.*");
        for (int slash = rest.indexOf('/'); path && rules.isEmpty() && slash >= 0; slash = rest.indexOf('/')) {
            rest = rest.substring(slash + 1);
            rules = Zones.find(rest.replaceFirst("(?i)\\.ics$", ""));
        }
        return rules;
    }
}
