package carillon.job;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Time zones by the names that people give them. */
public final class Zones {

    /** What a stored rule without a zone means, whatever the configuration says. */
    private static final ZoneId FALLBACK = ZoneOffset.UTC;

    /** Names of the IANA database that the JDK leaves out. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "EST", "America/Panama",
            "MST", "America/Phoenix",
            "HST", "Pacific/Honolulu",
            "ROC", "Asia/Taipei");

    /** Names that the JDK adds to those of the database; taken of what was stored, and of nothing new. */
    private static final String ADDED = "SystemV/";

    private static final int LONGEST_NAME = 64;

    private Zones() {}

    /** Which time-zone database this JVM has, such as {@code 2026b}; later ones sort after earlier ones. */
    public static String version() {
        return ZoneRulesProvider.getVersions("Europe/London").lastKey();
    }

    /**
     * @param name IANA name or offset from UTC such as {@code +05:30}; null for the default
     * @throws DateTimeException when there is no such zone
     */
    static ZoneId of(String name) {
        return name == null ? FALLBACK : ZoneId.of(name, LEFT_OUT);
    }

    /** Empty when there is no such zone. */
    static Optional<ZoneRules> find(String name) {
        try {
            return Optional.of(of(name).getRules());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What is wrong with the name and what may be meant; empty when there is such a zone. */
    static Optional<String> problem(String name) {
        if (name == null || !name.startsWith(ADDED) && find(name).isPresent()) {
            return Optional.empty();
        }
        String hint = nearest(name).map(zone -> "did you mean " + zone + "?").orElse("use one such as Europe/London");
        return Optional.of("'" + name + "' is not a time zone of the IANA database " + version() + ": " + hint);
    }

    private static Optional<String> nearest(String name) {
        if (name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        String shortFor = ZoneId.SHORT_IDS.get(name.toUpperCase(Locale.ROOT));
        if (shortFor != null && shortFor.contains("/")) {
            return Optional.of(shortFor);
        }
        String meant = name.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
        return ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> !zone.startsWith(ADDED))
                .min(Comparator.comparingInt((String zone) -> distance(meant, zone))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(zone -> distance(meant, zone) <= meant.length() / 4);
    }

    /** Counts the mistakes; a city alone, or under the wrong continent, is a small one. */
    private static int distance(String meant, String zone) {
        String id = zone.toLowerCase(Locale.ROOT);
        String city = meant.substring(meant.lastIndexOf('/') + 1);
        return Math.min(edits(meant, id), 1 + edits(city, id.substring(id.lastIndexOf('/') + 1)));
    }

    /** How many letters to add, leave out or replace (Levenshtein). */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
