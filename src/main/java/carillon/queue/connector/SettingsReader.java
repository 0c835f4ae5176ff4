package carillon.queue.connector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the settings out of their layers; collects what is wrong, so that all of it is told at once. */
final class SettingsReader {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Map<RedisSetting, String> values = new EnumMap<>(RedisSetting.class);
    private final List<String> problems = new ArrayList<>();

    /** @param layers the strongest first */
    SettingsReader(List<Map<RedisSetting, String>> layers) {
        for (int weakestFirst = layers.size() - 1; weakestFirst >= 0; weakestFirst--) {
            values.putAll(withUriTakenApart(layers.get(weakestFirst)));
        }
    }

    RedisSettings read() {
        RedisSettings settings = new RedisSettings(
                values.getOrDefault(RedisSetting.HOST, "localhost"),
                number(RedisSetting.PORT, 6379, 1, 65535),
                values.get(RedisSetting.USER),
                values.get(RedisSetting.PASSWORD),
                number(RedisSetting.DATABASE, 0, 0, 65535),
                read(RedisSetting.TLS, false, "true or false", SettingsReader::strictBoolean),
                read(RedisSetting.CA_FILE, null, "a readable file", SettingsReader::readableFile),
                read(RedisSetting.PREFIX, "carillon", "1 to 64 of A-Z a-z 0-9 _ . : -", SettingsReader::prefix),
                timeout(RedisSetting.CONNECT_TIMEOUT, Duration.ofSeconds(1)),
                timeout(RedisSetting.SOCKET_TIMEOUT, Duration.ofSeconds(2)));
        if (settings.user() != null && settings.password() == null) {
            problems.add("user is set without a password: set " + RedisSetting.PASSWORD.variable + " too");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("The Redis settings do not hold: " + String.join("; ", problems));
        }
        return settings;
    }

    /** Within a layer the URI wins for all it says; across layers each setting stands for itself. */
    private Map<RedisSetting, String> withUriTakenApart(Map<RedisSetting, String> layer) {
        Map<RedisSetting, String> parts = new EnumMap<>(RedisSetting.class);
        parts.putAll(layer);
        String uri = parts.remove(RedisSetting.URI);
        if (uri == null) {
            return parts;
        }
        try {
            boolean tlsAsked = "true".equals(layer.get(RedisSetting.TLS));
            parts.putAll(RedisUri.parts(uri));
            if (tlsAsked && "false".equals(parts.get(RedisSetting.TLS))) {
                problems.add("uri says redis:// while tls is true: write rediss://");
            }
        } catch (IllegalArgumentException unreadable) {
            problems.add(unreadable.getMessage());
        }
        return parts;
    }

    private int number(RedisSetting setting, int byDefault, int least, int most) {
        return read(setting, byDefault, "a number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? number : null;
        });
    }

    private Duration timeout(RedisSetting setting, Duration byDefault) {
        return read(setting, byDefault, "an ISO-8601 duration from PT0.01S to " + LONGEST, text -> {
            Duration timeout = Duration.parse(text);
            return timeout.compareTo(Duration.ofMillis(10)) >= 0 && timeout.compareTo(LONGEST) <= 0 ? timeout : null;
        });
    }

    /** @param parser answers null, or throws, for what it does not take */
    private <T> T read(RedisSetting setting, T byDefault, String expected, Function<String, T> parser) {
        String text = values.get(setting);
        if (text == null) {
            return byDefault;
        }
        T value = parsed(text, parser);
        if (value == null) {
            problems.add(setting.property + " (" + setting.variable + ") is '" + text + "', not " + expected);
            return byDefault;
        }
        return value;
    }

    private static <T> T parsed(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            return null;
        }
    }

    private static Boolean strictBoolean(String text) {
        return "true".equalsIgnoreCase(text) ? Boolean.TRUE : "false".equalsIgnoreCase(text) ? Boolean.FALSE : null;
    }

    private static Path readableFile(String text) {
        Path file = Path.of(text);
        return Files.isReadable(file) ? file : null;
    }

    private static String prefix(String text) {
        return PREFIX.matcher(text).matches() ? text : null;
    }
}
