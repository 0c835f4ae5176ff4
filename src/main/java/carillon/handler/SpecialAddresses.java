package carillon.handler;

import carillon.platform.AddressBlock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Knows the addresses that are not those of servers on the public internet: IANA's registries of special-purpose addresses,
 * what the clouds serve their metadata on, and IPv6 addresses that carry such an IPv4 address.
 */
final class SpecialAddresses {

    private static final Map<AddressBlock, String> KINDS = new LinkedHashMap<>();

    static {
        kind("a loopback", "127.0.0.0/8", "::1");
        kind("a metadata", "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::/32");
        kind("a link-local", "169.254.0.0/16", "fe80::/10");
        kind("a private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fec0::/10");
        kind("a unique-local", "fc00::/7");
        kind("a shared", "100.64.0.0/10");
        kind("a multicast", "224.0.0.0/4", "ff00::/8");
        kind("an unspecified", "0.0.0.0/8", "::");
        kind("a documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20");
        kind("a tunnelled", "192.88.99.0/24", "2002::/16", "2001::/32");
        kind("a reserved", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001::/23");
    }

    /** Nothing else of IPv6 is handed out to anybody. */
    private static final AddressBlock GLOBAL_IPV6 = AddressBlock.of("2000::/3");

    /** A network's translator to IPv4 takes what lies in its last four bytes for the address to go to. */
    private static final AddressBlock TRANSLATED = AddressBlock.of("64:ff9b::/96");

    private SpecialAddresses() {}

    private static void kind(String name, String... blocks) {
        for (String block : blocks) {
            KINDS.put(AddressBlock.of(block), name);
        }
    }

    /** Such as {@code a loopback}; null for an address on the public internet. */
    static String kindOf(InetAddress address) {
        for (Entry<AddressBlock, String> kind : KINDS.entrySet()) {
            if (kind.getKey().contains(address)) {
                return kind.getValue();
            }
        }
        if (address instanceof Inet4Address || GLOBAL_IPV6.contains(address)) {
            return null;
        }
        return TRANSLATED.contains(address) ? kindOf(embedded(address)) : "a reserved";
    }

    private static InetAddress embedded(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
