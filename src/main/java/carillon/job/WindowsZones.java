package carillon.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Time zones by the names that Windows gives them, and with it Outlook and Exchange. */
final class WindowsZones {

    private static final TreeMap<String, String> NAMES = read();

    private WindowsZones() {}

    /**
     * The IANA name, that of the zone's best known place.
     *
     * @param name such as {@code GMT Standard Time}, in any case
     */
    static Optional<String> find(String name) {
        return Optional.ofNullable(NAMES.get(name));
    }

    private static TreeMap<String, String> read() {
        TreeMap<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Properties properties = new Properties();
        try (InputStream file = WindowsZones.class.getResourceAsStream("/carillon-windows-zones.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("carillon-windows-zones.properties cannot be read", e);
        }
        properties.forEach((name, zone) -> names.put(name.toString(), zone.toString()));
        return names;
    }
}
