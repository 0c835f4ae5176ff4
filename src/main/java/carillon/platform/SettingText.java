package carillon.platform;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of settings that are more than a number or a duration; what does not hold is an IllegalArgumentException. */
final class SettingText {

    private static final Pattern SIGNING_KEY = Pattern.compile("([A-Za-z0-9.-]{1,50})=([^\\s,]{16,200})");
    private static final Pattern PROGRAM = Pattern.compile("(?:([A-Za-z0-9_][A-Za-z0-9._-]{0,99})=)?(/[^,]+)");
    private static final int MOST_SIGNING_KEYS = 4;

    private SettingText() {}

    static String asZone(String text) {
        try {
            return ZoneId.of(text).getId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it takes a zone of the IANA database such as Europe/London", e);
        }
    }

    /** The message repeats nothing of the value: it holds secrets. */
    static Map<String, String> asKeys(String text) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return keys;
        }
        for (String entry : text.split("\\s*,\\s*")) {
            Matcher key = SIGNING_KEY.matcher(entry);
            if (!key.matches() || keys.put(key.group(1), key.group(2)) != null || keys.size() > MOST_SIGNING_KEYS) {
                throw new IllegalArgumentException("it takes at most " + MOST_SIGNING_KEYS
                        + " keys as id=secret, separated by commas, each id once and of letters, digits, dots and"
                        + " hyphens, each secret of at least 16 characters without blanks and commas");
            }
        }
        return keys;
    }

    /** Paths by the names that jobs call them. */
    static Map<String, String> asPrograms(String text) {
        Map<String, String> programs = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return programs;
        }
        for (String entry : text.split("\\s*,\\s*", -1)) {
            Matcher program = PROGRAM.matcher(entry);
            if (!program.matches() || !isPlain(program.group(2))) {
                throw new IllegalArgumentException("it takes absolute paths without '..', and name=path with names of"
                        + " letters, digits, dots, hyphens and '_', separated by commas");
            }
            String path = program.group(2);
            programs.put(program.group(1) == null ? path : program.group(1), path);
        }
        return programs;
    }

    private static boolean isPlain(String path) {
        return Path.of(path).normalize().toString().equals(path);
    }

    static String asDirectory(String text) {
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw new IllegalArgumentException("it takes an absolute path");
        }
        return text;
    }

    static List<String> asTargets(String text) {
        List<String> targets = text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
        try {
            targets.forEach(PermittedTarget::of);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "it takes hosts, addresses and blocks of addresses, separated by commas: " + e.getMessage(), e);
        }
        return targets;
    }

    static List<String> asRoles(String text) {
        List<String> roles = List.of(text.split("\\s*,\\s*"));
        if (!List.of("api", "timer", "worker").containsAll(roles)) {
            throw new IllegalArgumentException("it takes api, timer and worker, separated by commas");
        }
        return roles;
    }
}
