package carillon.queue.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Takes a {@code redis://} or {@code rediss://} address apart; never repeats it in a message, for it may hold a password. */
final class RedisUri {

    private static final String FORM = "uri: not of the form redis[s]://[[user]:password@]host[:port][/database];"
            + " percent-encode special characters in user and password";

    private RedisUri() {}

    /** Host, port and TLS always, user, password and database if the address has them. */
    static Map<RedisSetting, String> parts(String text) {
        try {
            return parts(new URI(text));
        } catch (URISyntaxException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(FORM);
        }
    }

    private static Map<RedisSetting, String> parts(URI uri) {
        boolean tls = "rediss".equals(uri.getScheme());
        if (!(tls || "redis".equals(uri.getScheme())) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException(FORM);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(FORM);
        }
        Map<RedisSetting, String> parts = new EnumMap<>(RedisSetting.class);
        parts.put(RedisSetting.TLS, String.valueOf(tls));
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        putCredentials(parts, authority.substring(0, Math.max(at, 0)));
        putHostAndPort(parts, authority.substring(at + 1));
        putDatabase(parts, uri.getRawPath());
        return parts;
    }

    private static void putCredentials(Map<RedisSetting, String> parts, String credentials) {
        int colon = credentials.indexOf(':');
        String user = colon < 0 ? credentials : credentials.substring(0, colon);
        RedisSetting.put(parts, RedisSetting.USER, decoded(user));
        RedisSetting.put(parts, RedisSetting.PASSWORD, colon < 0 ? null : decoded(credentials.substring(colon + 1)));
    }

    // Not URI.getHost(): it knows no host with an underscore, which is what Docker Compose may call one.
    private static void putHostAndPort(Map<RedisSetting, String> parts, String address) {
        int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        String port = colon < 0 ? "6379" : address.substring(colon + 1);
        if (host.isBlank() || !isNumber(port)) {
            throw new IllegalArgumentException(FORM);
        }
        parts.put(RedisSetting.HOST, host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        parts.put(RedisSetting.PORT, port);
    }

    private static void putDatabase(Map<RedisSetting, String> parts, String path) {
        if (path.length() > 1) {
            String database = path.substring(1);
            if (!isNumber(database)) {
                throw new IllegalArgumentException(FORM);
            }
            parts.put(RedisSetting.DATABASE, database);
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
