package dev.ringswan.ike.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses between 4 or 16 bytes, values and text; never by name. */
final class Addresses {
    private Addresses() {}

    /** Of 4 or 16 bytes. An IPv4-mapped IPv6 address stays one of IPv6: on the wire it has 16 bytes. */
    static InetAddress of(Bytes bytes) {
        try {
            byte[] content = bytes.content();
            return content.length == 4
                    ? InetAddress.getByAddress(content)
                    : Inet6Address.getByAddress(null, content, -1);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length() + " bytes, expected 4 or 16", e);
        }
    }

    static int length(InetAddress address) {
        return address.getAddress().length;
    }

    static int compare(InetAddress left, InetAddress right) {
        return Arrays.compareUnsigned(left.getAddress(), right.getAddress());
    }

    static String format(InetAddress address) {
        return address.getHostAddress();
    }
}
