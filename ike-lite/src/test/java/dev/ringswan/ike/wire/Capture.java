package dev.ringswan.ike.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The IKE datagrams of a pcap file, as far as their IP and UDP headers can be understood. */
final class Capture {
    private static final int LOOPBACK = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_IP = 101;
    private static final int ISAKMP_PORT = 500;
    private static final int NAT_PORT = 4500;
    private static final int UDP = 17;

    private Capture() {}

    /** Of each frame with UDP from or to port 500 or 4500, what follows the UDP header and the non-ESP marker. */
    static List<byte[]> datagrams(Path file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            in.order(in.get(0) == (byte) 0xa1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int linkLength = linkLength(in.getInt(20));
            in.position(24);
            List<byte[]> datagrams = new ArrayList<>();
            while (in.remaining() >= 16) {
                byte[] frame = new byte[in.getInt(in.position() + 8)];
                in.position(in.position() + 16);
                in.get(frame);
                byte[] datagram = datagram(frame, linkLength);
                if (datagram.length > 0) {
                    datagrams.add(datagram);
                }
            }
            return datagrams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int linkLength(int linkType) {
        return switch (linkType) {
            case LOOPBACK -> 4;
            case ETHERNET -> 14;
            case RAW_IP -> 0;
            default -> throw new IllegalArgumentException("a capture with link type " + linkType);
        };
    }

    private static byte[] datagram(byte[] frame, int ip) {
        if (frame.length < ip + 28) {
            return new byte[0];
        }
        boolean ipv4 = frame[ip] >>> 4 == 4;
        int protocol = frame[ip + (ipv4 ? 9 : 6)];
        int udp = ip + (ipv4 ? (frame[ip] & 15) * 4 : 40);
        if (protocol != UDP || frame.length < udp + 8) {
            return new byte[0];
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        int source = Short.toUnsignedInt(in.getShort(udp));
        int target = Short.toUnsignedInt(in.getShort(udp + 2));
        int limit = Math.min(frame.length, udp + Short.toUnsignedInt(in.getShort(udp + 4)));
        int start = udp + 8;
        if (source == NAT_PORT || target == NAT_PORT) {
            boolean marked = limit >= start + 4 && in.getInt(start) == 0;
            return marked ? Arrays.copyOfRange(frame, start + 4, limit) : new byte[0];
        }
        boolean isakmp = source == ISAKMP_PORT || target == ISAKMP_PORT;
        return isakmp && limit > start ? Arrays.copyOfRange(frame, start, limit) : new byte[0];
    }
}
