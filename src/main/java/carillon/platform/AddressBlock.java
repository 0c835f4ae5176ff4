package carillon.platform;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of IP addresses that begin alike, such as {@code 10.0.0.0/8} or {@code fc00::/7}.
 *
 * @param bits how many bits of the network its addresses share
 */
public record AddressBlock(InetAddress network, int bits) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");

    /**
     * @param text an address, alone or followed by a slash and a number of bits; nothing is looked up
     * @throws IllegalArgumentException when it is none
     */
    public static AddressBlock of(String text) {
        String[] parts = text.split("/", 2);
        InetAddress network = address(parts[0]);
        int longest = network.getAddress().length * 8;
        try {
            int bits = parts.length == 1 ? longest : Integer.parseInt(parts[1]);
            if (bits >= 0 && bits <= longest) {
                return new AddressBlock(network, bits);
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, as a number out of bounds is.
        }
        throw new IllegalArgumentException(text + " needs 0 to " + longest + " bits after the slash");
    }

    private static InetAddress address(String text) {
        try {
            if (IPV4.matcher(text).matches() || IPV6.matcher(text).matches()) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException notAnAddress) {
            // Answered below, as anything else that is no address.
        }
        throw new IllegalArgumentException(text + " is no IP address");
    }

    /** False for an address of the other version of IP. */
    public boolean contains(InetAddress address) {
        if (address instanceof Inet4Address != network instanceof Inet4Address) {
            return false;
        }
        byte[] one = network.getAddress();
        byte[] other = address.getAddress();
        int whole = bits / 8;
        return Arrays.equals(one, 0, whole, other, 0, whole)
                && (bits % 8 == 0 || (one[whole] & 0xFF) >> 8 - bits % 8 == (other[whole] & 0xFF) >> 8 - bits % 8);
    }
}
