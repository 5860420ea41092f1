package dev.ringswan.gateway.explain;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.nativeio.PacketBurst;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A packet that somebody wants to know about.
 *
 * @param protocol of the upper layer, 0 to 255
 * @param sourcePort 0 to 65535; without meaning for a protocol without ports
 * @param targetPort as {@code sourcePort}
 * @param length bytes, IP header included
 */
public record PacketQuestion(
        InetAddress source, InetAddress target, int protocol, int sourcePort, int targetPort, int length) {
    /** As an answer to a packet of the other side would have: one of those that systems choose by themselves. */
    public static final int SOURCE_PORT_DEFAULT = 49_152;
    /** Fits everywhere. */
    public static final int LENGTH_DEFAULT = 100;

    private static final int PORT_MAX = 65_535;
    private static final int LENGTH_MIN = 60;
    private static final int CELL_SIZE = 256;
    private static final Map<String, Integer> PROTOCOLS = Map.of(
            "tcp", IpProtocol.TCP,
            "udp", IpProtocol.UDP,
            "icmp", IpProtocol.ICMP,
            "icmpv6", IpProtocol.ICMPV6,
            "sctp", IpProtocol.SCTP,
            "esp", IpProtocol.ESP,
            "ah", IpProtocol.AH,
            "gre", 47);

    /** Checks the ranges. */
    public PacketQuestion {
        if (source.getClass() != target.getClass()) {
            throw new IllegalArgumentException(
                    source.getHostAddress() + " and " + target.getHostAddress() + " are of different families");
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("a protocol is a number from 0 to 255, not " + protocol);
        }
        if (IpProtocol.isExtensionHeader(protocol)) {
            throw new IllegalArgumentException(
                    "protocol " + protocol + " is an extension header: name what follows it");
        }
        if (sourcePort < 0 || sourcePort > PORT_MAX || targetPort < 0 || targetPort > PORT_MAX) {
            throw new IllegalArgumentException("a port is a number from 0 to " + PORT_MAX);
        }
        if (length < LENGTH_MIN || length > PORT_MAX) {
            throw new IllegalArgumentException("a packet has " + LENGTH_MIN + " to " + PORT_MAX + " bytes");
        }
    }

    /**
     * Reads {@code 10.0.0.1 -> 10.1.0.1 tcp 443}, with or without the arrow.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static PacketQuestion parse(List<String> words, int sourcePort, int length) {
        List<String> parts = new ArrayList<>();
        for (String word : words) {
            parts.addAll(List.of(word.strip().split("\\s+", -1)));
        }
        if (parts.size() > 1 && parts.get(1).equals("-")) {
            throw new IllegalArgumentException("the shell has taken '>' for itself: leave the arrow out, or quote it");
        }
        parts.removeIf(word -> word.equals("->") || word.equals("→"));
        if (parts.size() < 3 || parts.size() > 4) {
            throw new IllegalArgumentException(
                    "a packet is SOURCE TARGET PROTOCOL [PORT], as in 10.0.0.1 10.1.0.1 tcp 443");
        }
        int protocol = protocol(parts.get(2));
        if (IpProtocol.hasPorts(protocol) != (parts.size() == 4)) {
            throw new IllegalArgumentException(
                    parts.get(2) + (parts.size() == 4 ? " has no ports" : " needs the target's port, as in tcp 443"));
        }
        int targetPort = parts.size() == 4 ? number(parts.get(3)) : 0;
        return new PacketQuestion(
                InetAddress.ofLiteral(parts.get(0)),
                InetAddress.ofLiteral(parts.get(1)),
                protocol,
                sourcePort,
                targetPort,
                length);
    }

    private static int protocol(String text) {
        Integer known = PROTOCOLS.get(text);
        return known == null ? number(text) : known;
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is no protocol, and no number");
        }
        return Integer.parseInt(text);
    }

    /** What {@link #parse} makes the same packet of, ports and length of the sender apart. */
    public String words() {
        return source.getHostAddress()
                + ' '
                + target.getHostAddress()
                + ' '
                + protocol
                + (IpProtocol.hasPorts(protocol) ? " " + targetPort : "");
    }

    /** What selectors see of the packet; of ICMP an echo request. */
    Flow flow() {
        return flow(source, target, sourcePort, targetPort);
    }

    /** What selectors see of an answer; of ICMP the reply to an echo. */
    Flow answer() {
        return flow(target, source, targetPort, sourcePort);
    }

    /** Written as a packet and parsed as one, so that it cannot differ from what packets meet. */
    private Flow flow(InetAddress from, InetAddress to, int fromPort, int toPort) {
        byte[] fromBytes = from.getAddress();
        PacketBurst burst = PacketBurst.allocate(CELL_SIZE);
        int offset = burst.packetOffset(0);
        int headerLength;
        if (fromBytes.length == 4) {
            headerLength = 20;
            burst.putInt(offset, 0x4500_0000 | LENGTH_MIN);
            burst.putInt(offset + 4, 0);
            burst.putInt(offset + 8, 64 << 24 | protocol << 16);
            burst.putBytes(offset + 12, fromBytes, 0, 4);
            burst.putBytes(offset + 16, to.getAddress(), 0, 4);
        } else {
            headerLength = 40;
            burst.putInt(offset, 6 << 28);
            burst.putInt(offset + 4, (LENGTH_MIN - headerLength) << 16 | protocol << 8 | 64);
            burst.putBytes(offset + 8, fromBytes, 0, 16);
            burst.putBytes(offset + 24, to.getAddress(), 0, 16);
        }
        boolean ports = IpProtocol.hasPorts(protocol);
        burst.putInt(offset + headerLength, ports ? fromPort << 16 | toPort : echo(from.equals(source)));
        Flow flow = new Flow();
        if (!flow.parse(burst, offset, LENGTH_MIN)) {
            throw new IllegalStateException("a packet of our own is not sane");
        }
        return flow;
    }

    private int echo(boolean request) {
        int type = protocol == IpProtocol.ICMPV6 ? (request ? 128 : 129) : (request ? 8 : 0);
        return type << 24;
    }

    @Override
    public String toString() {
        String name = PROTOCOLS.entrySet().stream()
                .filter(entry -> entry.getValue() == protocol)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("protocol " + protocol);
        boolean ports = IpProtocol.hasPorts(protocol);
        return source.getHostAddress() + " -> " + target.getHostAddress() + ' ' + name
                + (ports ? " " + targetPort + " from port " + sourcePort : "") + ", " + length + " bytes";
    }
}
