package dev.ringswan.dataplane.policy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * IP addresses as text and as unsigned 128-bit numbers in two longs (IPv4: high 0, low 32 bits). For the control path;
 * never asks DNS. <em>Threading:</em> pure functions.
 */
final class Addresses {
    private Addresses() {}

    static int family(InetAddress address) {
        return address instanceof Inet4Address ? 4 : 6;
    }

    /** Bits of an address of the family. */
    static int bits(int family) {
        return family == 4 ? 32 : 128;
    }

    static long high(InetAddress address) {
        return family(address) == 4 ? 0 : ByteBuffer.wrap(address.getAddress()).getLong();
    }

    static long low(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return family(address) == 4 ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong(8);
    }

    static InetAddress of(int family, long high, long low) {
        try {
            if (family == 4) {
                return InetAddress.getByAddress(
                        ByteBuffer.allocate(4).putInt((int) low).array());
            }
            byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            return Inet6Address.getByAddress(
                    null, bytes, -1); // InetAddress.getByAddress would turn ::ffff:0:0/96 into IPv4
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
    }

    /** Reads an address literal: four decimal numbers, or IPv6 without a zone. */
    static InetAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
    }

    private static InetAddress parseIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        long address = 0;
        for (String part : parts) {
            if (parts.length != 4 || !part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not an address: write 192.0.2.1 or 2001:db8::1 (names are not looked up)");
            }
            address = address << 8 | Integer.parseInt(part);
        }
        return of(4, 0, address);
    }

    private static InetAddress parseIpv6(String text) {
        if (text.matches("[0-9A-Fa-f:.]+")) {
            try {
                if (InetAddress.ofLiteral(text) instanceof Inet6Address address) {
                    return address;
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + text + "' is not an IPv6 address: write 2001:db8::1", e);
            }
        }
        throw new IllegalArgumentException("'" + text
                + "' is not an IPv6 address: write 2001:db8::1, without zone, and IPv4 addresses as 192.0.2.1");
    }

    static String format(InetAddress address) {
        return format(family(address), high(address), low(address));
    }

    /** Dotted decimal, or the canonical form of RFC 5952. */
    static String format(int family, long high, long low) {
        if (family == 4) {
            return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF);
        }
        int gapStart = -1;
        int gapLength = 1; // a single zero group is written out (RFC 5952 §4.2.2)
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(high, low, i + run) == 0) {
                run++;
            }
            if (run > gapLength) {
                gapStart = i;
                gapLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xFFFF;
    }
}
