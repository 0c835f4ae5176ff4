package carillon.platform;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Targets that jobs may call although they are not on the public internet: a host, all hosts below a domain, or a block of
 * addresses, each on one port or on all.
 *
 * @param host in lower case; with a leading dot all hosts below that domain; null for a block
 * @param block null for a host
 * @param port 0 for every port
 */
public record PermittedTarget(String host, AddressBlock block, int port) {

    private static final Pattern ADDRESSES =
            Pattern.compile("\\[([^\\]]+)\\](?::(\\d{1,5}))?|([^/]*:[^/]*:[^/]*(?:/\\d+)?)"
                    + "|(\\d{1,3}(?:\\.\\d{1,3}){3}(?:/\\d+)?)(?::(\\d{1,5}))?");
    private static final Pattern HOST =
            Pattern.compile("(?:\\*(?=\\.))?([A-Za-z0-9_.-]*[A-Za-z0-9])\\.?(?::(\\d{1,5}))?");

    /**
     * @param text such as {@code localhost}, {@code reports.example:8080}, {@code *.internal.example}, {@code 10.0.0.0/8},
     *     {@code 10.1.2.3:8080}, {@code fd00::/8} or {@code [fd00::1]:8080}
     * @throws IllegalArgumentException when it is none of these
     */
    public static PermittedTarget of(String text) {
        Matcher addresses = ADDRESSES.matcher(text);
        if (addresses.matches()) {
            String block = first(addresses.group(1), addresses.group(3), addresses.group(4));
            return new PermittedTarget(
                    null, AddressBlock.of(block), port(text, first(addresses.group(2), addresses.group(5))));
        }
        Matcher host = HOST.matcher(text);
        if (host.matches() && !host.group(1).matches("[\\d.]+")) {
            return new PermittedTarget(host.group(1).toLowerCase(Locale.ROOT), null, port(text, host.group(2)));
        }
        throw new IllegalArgumentException(text + " is no host, address or block of addresses");
    }

    private static String first(String... texts) {
        for (String text : texts) {
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static int port(String text, String digits) {
        int port = digits == null ? 0 : Integer.parseInt(digits);
        if (digits != null && (port < 1 || port > 65_535)) {
            throw new IllegalArgumentException(text + " needs a port between 1 and 65535, or none");
        }
        return port;
    }

    /** Whether every address of that name is permitted. */
    public boolean permits(String name, int onPort) {
        if (host == null || port != 0 && port != onPort) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return host.startsWith(".") ? plain.endsWith(host) : plain.equals(host);
    }

    public boolean permits(InetAddress address, int onPort) {
        return block != null && (port == 0 || port == onPort) && block.contains(address);
    }
}
