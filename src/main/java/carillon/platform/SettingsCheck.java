package carillon.platform;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses settings that do not hold, and names under {@code carillon.} that no feature knows. */
final class SettingsCheck {

    /** Read by the resource adapter, which sees only the environment and its own properties. */
    private static final String CONNECTOR_PREFIX = "carillon.redis.";

    /**
     * Environment variables are not ours alone: Kubernetes gives CARILLON_SERVICE_HOST and the like to every pod beside a
     * service named carillon. Only one that is this near to a setting is taken for a mistyped one.
     */
    private static final int TYPING_ERROR = 2;

    private SettingsCheck() {}

    /**
     * @param names every property name that is set, in any source
     * @throws InvalidSettingException for the first that does not hold
     */
    static void check(Iterable<String> names) {
        Set<String> known = Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        for (String name : names) {
            boolean variable = name.startsWith("CARILLON_");
            String key = variable ? name.toLowerCase(Locale.ROOT).replace('_', '.') : name;
            if (key.startsWith("carillon.") && !key.startsWith(CONNECTOR_PREFIX) && !knows(known, key)) {
                String nearest = nearest(known, key);
                if (!variable || distance(nearest.replace('-', '.'), key) <= TYPING_ERROR) {
                    throw new InvalidSettingException(name, nearest);
                }
            }
        }
        Arrays.stream(Setting.values()).forEach(Setting::value);
    }

    private static boolean knows(Set<String> known, String key) {
        return known.contains(key)
                || known.stream().anyMatch(one -> one.replace('-', '.').equals(key));
    }

    private static String nearest(Set<String> known, String key) {
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(one, key)))
                .orElseThrow();
    }

    /** Levenshtein's edit distance. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
