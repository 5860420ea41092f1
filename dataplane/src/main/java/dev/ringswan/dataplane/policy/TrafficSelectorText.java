package dev.ringswan.dataplane.policy;

import dev.ringswan.dataplane.ip.IpProtocol;
import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;

/** The text form of a {@link TrafficSelector}, both ways. <em>Threading:</em> pure functions. */
final class TrafficSelectorText {
    private static final Map<String, Integer> PROTOCOLS = new TreeMap<>(Map.of(
            "any", TrafficSelector.ANY_PROTOCOL,
            "icmp", IpProtocol.ICMP,
            "tcp", IpProtocol.TCP,
            "udp", IpProtocol.UDP,
            "gre", 47,
            "icmpv6", IpProtocol.ICMPV6,
            "ipv6-icmp", IpProtocol.ICMPV6,
            "sctp", IpProtocol.SCTP,
            "mh", IpProtocol.MOBILITY));

    private TrafficSelectorText() {}

    static TrafficSelector parse(String text) {
        String trimmed = text.strip();
        try {
            int bracket = trimmed.indexOf('[');
            if (bracket < 0) {
                return parse(trimmed, "any");
            }
            if (!trimmed.endsWith("]")) {
                throw new IllegalArgumentException("the bracket is not closed: write 10.0.0.0/8[tcp/80]");
            }
            return parse(trimmed.substring(0, bracket), trimmed.substring(bracket + 1, trimmed.length() - 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("traffic selector '" + trimmed + "': " + e.getMessage(), e);
        }
    }

    private static TrafficSelector parse(String addresses, String upper) {
        InetAddress start;
        InetAddress end;
        int slash = addresses.indexOf('/');
        int dash = addresses.indexOf('-');
        if (slash >= 0) {
            InetAddress address = Addresses.parse(addresses.substring(0, slash));
            int bits = Addresses.bits(Addresses.family(address));
            int prefix = number(addresses.substring(slash + 1), bits, "prefix length");
            start = masked(address, bits - prefix, false);
            end = masked(address, bits - prefix, true);
        } else {
            start = Addresses.parse(dash < 0 ? addresses : addresses.substring(0, dash));
            end = dash < 0 ? start : Addresses.parse(addresses.substring(dash + 1));
        }
        int upperSlash = upper.indexOf('/');
        int protocol = protocol(upperSlash < 0 ? upper : upper.substring(0, upperSlash));
        String ports = upperSlash < 0 ? "any" : upper.substring(upperSlash + 1);
        return switch (ports) {
            case "any" -> new TrafficSelector(start, end, protocol, 0, TrafficSelector.PORT_MAX);
            case "opaque" -> new TrafficSelector(start, end, protocol, TrafficSelector.PORT_MAX, 0);
            default -> {
                int portDash = ports.indexOf('-');
                String first = portDash < 0 ? ports : ports.substring(0, portDash);
                String last = portDash < 0 ? ports : ports.substring(portDash + 1);
                yield new TrafficSelector(start, end, protocol, port(protocol, first, 0), port(protocol, last, 0xFF));
            }
        };
    }

    private static InetAddress masked(InetAddress address, int hostBits, boolean ones) {
        int highBits = Math.max(0, hostBits - 64);
        int lowBits = Math.min(64, hostBits);
        return Addresses.of(
                Addresses.family(address),
                masked(Addresses.high(address), highBits, ones),
                masked(Addresses.low(address), lowBits, ones));
    }

    private static long masked(long word, int bits, boolean ones) {
        long mask = bits == 64 ? -1 : (1L << bits) - 1;
        return ones ? word | mask : word & ~mask;
    }

    private static int protocol(String text) {
        Integer known = PROTOCOLS.get(text);
        if (known != null) {
            return known;
        }
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a protocol: write its number or one of " + PROTOCOLS.keySet());
        }
        return number(text, 255, "protocol");
    }

    /** A port, or {@code type} or {@code type(code)}; a type alone begins at code 0 and ends at code 255. */
    private static int port(int protocol, String text, int anyCode) {
        if (!hasTypes(protocol)) {
            return number(text, TrafficSelector.PORT_MAX, "port");
        }
        int bracket = text.indexOf('(');
        if (bracket < 0) {
            return number(text, 255, "type") << 8 | anyCode;
        }
        if (!text.endsWith(")")) {
            throw new IllegalArgumentException("'" + text + "' is not type(code): write icmp/8(0)");
        }
        return number(text.substring(0, bracket), 255, "type") << 8
                | number(text.substring(bracket + 1, text.length() - 1), 255, "code");
    }

    private static int number(String text, int limit, String what) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > limit) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a " + what + ": write a number from 0 to " + limit);
        }
        return Integer.parseInt(text);
    }

    private static boolean hasTypes(int protocol) {
        return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6 || protocol == IpProtocol.MOBILITY;
    }

    static String format(TrafficSelector selector) {
        String addresses = addresses(selector);
        if (selector.hasAllPorts()) {
            return selector.protocol() == TrafficSelector.ANY_PROTOCOL
                    ? addresses
                    : addresses + "[" + protocolName(selector.protocol()) + "]";
        }
        return addresses + "[" + protocolName(selector.protocol()) + "/" + ports(selector) + "]";
    }

    private static String addresses(TrafficSelector selector) {
        int bits = Addresses.bits(selector.family());
        for (int hostBits = 0; hostBits <= bits; hostBits++) {
            if (masked(selector.start(), hostBits, false).equals(selector.start())
                    && masked(selector.start(), hostBits, true).equals(selector.end())) {
                return Addresses.format(selector.start()) + "/" + (bits - hostBits);
            }
        }
        return Addresses.format(selector.start()) + "-" + Addresses.format(selector.end());
    }

    private static String protocolName(int protocol) {
        for (Map.Entry<String, Integer> known : PROTOCOLS.entrySet()) {
            if (known.getValue() == protocol) {
                return known.getKey();
            }
        }
        return Integer.toString(protocol);
    }

    private static String ports(TrafficSelector selector) {
        int start = selector.portStart();
        int end = selector.portEnd();
        if (selector.isOpaque()) {
            return "opaque";
        }
        if (!hasTypes(selector.protocol())) {
            return start == end ? Integer.toString(start) : start + "-" + end;
        }
        if (start == end) {
            return typeAndCode(start);
        }
        if ((start & 0xFF) != 0 || (end & 0xFF) != 0xFF) {
            return typeAndCode(start) + "-" + typeAndCode(end);
        }
        return start >>> 8 == end >>> 8 ? Integer.toString(start >>> 8) : (start >>> 8) + "-" + (end >>> 8);
    }

    private static String typeAndCode(int port) {
        return (port >>> 8) + "(" + (port & 0xFF) + ")";
    }
}
