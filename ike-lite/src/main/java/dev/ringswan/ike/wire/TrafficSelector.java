package dev.ringswan.ike.wire;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses, a protocol and a range of ports (RFC 7296 §3.13.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   TS Type     |IP Protocol ID |       Selector Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Start Port          |           End Port            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Starting Address (4 or 16 bytes)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Ending Address                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * For ICMP, ICMPv6 and the mobility header a "port" is the type in the high byte and the code in the low byte.
 *
 * @param start first address
 * @param end last address, of the same family
 * @param protocol upper-layer protocol, or {@link #ANY_PROTOCOL}
 * @param portStart first port
 * @param portEnd last port; 0 with a {@code portStart} of 65535 is OPAQUE: only packets whose ports cannot be seen
 */
public record TrafficSelector(InetAddress start, InetAddress end, int protocol, int portStart, int portEnd) {
    /** Every protocol. */
    public static final int ANY_PROTOCOL = 0;
    /** The highest port. */
    public static final int PORT_MAX = 65_535;

    private static final int IPV4_TYPE = 7;
    private static final int IPV6_TYPE = 8;
    private static final int FIXED_LENGTH = 8;
    /** Bytes of type, protocol and length, which every type of selector has. */
    private static final int START_LENGTH = 4;

    private static final int PROTOCOL_MAX = 255;

    /** Checks that the ranges are ranges. */
    public TrafficSelector {
        if (Addresses.length(start) != Addresses.length(end)) {
            throw new IllegalArgumentException("a selector with addresses of two families");
        }
        if (Addresses.compare(start, end) > 0) {
            throw new IllegalArgumentException("a selector from " + Addresses.format(start) + " to "
                    + Addresses.format(end) + ", expected the lower address first");
        }
        if (protocol < 0 || protocol > PROTOCOL_MAX) {
            throw new IllegalArgumentException("protocol " + protocol + ", expected 0 to " + PROTOCOL_MAX);
        }
        boolean opaque = portStart == PORT_MAX && portEnd == 0;
        if (portStart < 0 || portEnd > PORT_MAX || (portStart > portEnd && !opaque)) {
            throw new IllegalArgumentException("a selector from port " + portStart + " to " + portEnd
                    + ", expected the lower port first, or 65535 and 0 (OPAQUE)");
        }
    }

    /** All protocols and ports of an address range. */
    public static TrafficSelector of(InetAddress start, InetAddress end) {
        return new TrafficSelector(start, end, ANY_PROTOCOL, 0, PORT_MAX);
    }

    /** Whether the addresses are those of IPv4. */
    public boolean isIpv4() {
        return Addresses.length(start) == 4;
    }

    public boolean hasAllPorts() {
        return portStart == 0 && portEnd == PORT_MAX;
    }

    public boolean isOpaque() {
        return portStart == PORT_MAX && portEnd == 0;
    }

    /** Empty if the type is not known: then it was skipped. */
    static Optional<TrafficSelector> decode(ByteReader in) throws InvalidSyntaxException {
        int type = in.int8("selector type");
        int protocol = in.int8("protocol");
        int length = in.int16("selector length");
        if (type != IPV4_TYPE && type != IPV6_TYPE) {
            if (length < START_LENGTH) {
                throw in.fail("a selector of " + length + " bytes, expected at least " + START_LENGTH);
            }
            in.skip(length - START_LENGTH, "selector of type " + type);
            return Optional.empty();
        }
        int addressLength = type == IPV4_TYPE ? 4 : 16;
        int expected = FIXED_LENGTH + 2 * addressLength;
        if (length != expected) {
            throw in.fail("a selector of type " + type + " and " + length + " bytes, expected " + expected);
        }
        int portStart = in.int16("start port");
        int portEnd = in.int16("end port");
        InetAddress start = Addresses.of(in.bytes(addressLength, "starting address"));
        InetAddress end = Addresses.of(in.bytes(addressLength, "ending address"));
        return Optional.of(new TrafficSelector(start, end, protocol, portStart, portEnd));
    }

    void encode(ByteWriter out) {
        out.int8(isIpv4() ? IPV4_TYPE : IPV6_TYPE);
        out.int8(protocol);
        out.int16(FIXED_LENGTH + 2 * Addresses.length(start));
        out.int16(portStart);
        out.int16(portEnd);
        out.bytes(start.getAddress());
        out.bytes(end.getAddress());
    }

    /** Such as {@code 10.0.0.0-10.0.255.255 protocol 6 ports 80-80}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Addresses.format(start));
        if (!start.equals(end)) {
            text.append('-').append(Addresses.format(end));
        }
        if (protocol != ANY_PROTOCOL) {
            text.append(" protocol ").append(protocol);
        }
        if (isOpaque()) {
            text.append(" opaque ports");
        } else if (!hasAllPorts()) {
            text.append(" ports ").append(portStart).append('-').append(portEnd);
        }
        return text.toString();
    }
}
