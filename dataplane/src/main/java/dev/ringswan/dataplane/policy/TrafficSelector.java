package dev.ringswan.dataplane.policy;

import java.net.InetAddress;

/**
 * A range of addresses, a protocol and a range of ports (RFC 7296 §3.13.1). For the protocols with one selector (ICMP,
 * ICMPv6, mobility header) a "port" is the type in the high byte and the code in the low byte.
 *
 * <p>As text in the syntax of swanctl.conf: {@code 10.1.0.0/16}, {@code 10.1.0.5-10.1.0.9}, {@code 10.0.0.0/8[tcp/80]},
 * {@code 192.0.2.1[udp/1000-2000]}, {@code 2001:db8::/32[icmpv6/128]}, {@code 0.0.0.0/0[icmp/8(0)]},
 * {@code 0.0.0.0/0[tcp/opaque]}.
 *
 * @param start first address
 * @param end last address, of the same family
 * @param protocol upper-layer protocol, or {@link #ANY_PROTOCOL}
 * @param portStart first port
 * @param portEnd last port; 0 with a {@code portStart} of 65535 means only packets whose ports cannot be seen
 */
public record TrafficSelector(InetAddress start, InetAddress end, int protocol, int portStart, int portEnd) {
    /** Matches every protocol. */
    public static final int ANY_PROTOCOL = 0;
    /** The highest port. */
    public static final int PORT_MAX = 65_535;

    /** Checks that the ranges are ranges. */
    public TrafficSelector {
        if (Addresses.family(start) != Addresses.family(end)) {
            throw new IllegalArgumentException("a range from " + Addresses.format(start) + " to "
                    + Addresses.format(end) + " mixes IPv4 and IPv6: write one selector for each");
        }
        if (Ranges.compareUnsigned(Addresses.high(start), Addresses.low(start), Addresses.high(end), Addresses.low(end))
                > 0) {
            throw new IllegalArgumentException("the range from " + Addresses.format(start) + " to "
                    + Addresses.format(end) + " ends before it starts: swap the two");
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol + " is not between 0 (any) and 255");
        }
        boolean opaque = portStart == PORT_MAX && portEnd == 0;
        if (portStart < 0 || portEnd > PORT_MAX || (portStart > portEnd && !opaque)) {
            throw new IllegalArgumentException(
                    "ports " + portStart + "-" + portEnd + " are not a range between 0 and 65535");
        }
        if (protocol == ANY_PROTOCOL && !opaque && (portStart != 0 || portEnd != PORT_MAX)) {
            throw new IllegalArgumentException(
                    "ports " + portStart + "-" + portEnd + " need a protocol: write [tcp/" + portStart + "]");
        }
    }

    /** All protocols and ports of an address range. */
    public static TrafficSelector of(InetAddress start, InetAddress end) {
        return new TrafficSelector(start, end, ANY_PROTOCOL, 0, PORT_MAX);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with what is wrong and how to write it
     */
    public static TrafficSelector parse(String text) {
        return TrafficSelectorText.parse(text);
    }

    /** 4 or 6. */
    public int family() {
        return Addresses.family(start);
    }

    public boolean hasAllPorts() {
        return portStart == 0 && portEnd == PORT_MAX;
    }

    /** Whether only packets with ports that cannot be seen match (RFC 4301 §4.4.1.1 OPAQUE). */
    public boolean isOpaque() {
        return portStart == PORT_MAX && portEnd == 0;
    }

    /** The text form, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return TrafficSelectorText.format(this);
    }
}
