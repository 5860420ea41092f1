package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Hand-made packets for the tests of this module: headers with right lengths and checksums, in a burst. */
public final class Packets {
    private Packets() {}

    /** A burst with one packet of these bytes in cell 0. */
    public static PacketBurst burstOf(byte[] packet) {
        PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
        place(burst, packet);
        return burst;
    }

    /** Makes the packet the only one of the burst. */
    public static void place(PacketBurst burst, byte[] packet) {
        burst.putBytes(burst.packetOffset(0), packet, 0, packet.length);
        burst.packet(0, burst.packetOffset(0), packet.length);
        burst.count(1);
    }

    /** The bytes of packet {@code index}. */
    public static byte[] bytes(PacketBurst burst, int index) {
        byte[] bytes = new byte[burst.length(index)];
        burst.getBytes(burst.offset(index), bytes, 0, bytes.length);
        return bytes;
    }

    /** Bytes written in hexadecimal; blanks are ignored. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** An IPv4 packet 10.1.0.1 → 10.2.0.1 without options, with DF clear, around the payload. */
    public static byte[] ipv4(int protocol, byte[] payload) {
        return ipv4(protocol, 0, new byte[0], payload);
    }

    /** An IPv4 packet 10.1.0.1 → 10.2.0.1 with a fragment field and options. */
    public static byte[] ipv4(int protocol, int fragmentField, byte[] options, byte[] payload) {
        int headerLength = 20 + options.length;
        ByteBuffer packet = ByteBuffer.allocate(headerLength + payload.length);
        packet.put((byte) (0x40 | headerLength / 4)).put((byte) 0).putShort((short) packet.capacity());
        packet.putShort((short) 0x1234).putShort((short) fragmentField);
        packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        packet.putInt(0x0A01_0001).putInt(0x0A02_0001).put(options).put(payload);
        packet.putShort(10, (short) checksum(packet.array(), 0, headerLength));
        return packet.array();
    }

    /** An IPv6 packet 2001:db8:1::1 → 2001:db8:2::1 whose payload begins with the header {@code nextHeader}. */
    public static byte[] ipv6(int nextHeader, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
        packet.putInt(0x6000_0000)
                .putShort((short) payload.length)
                .put((byte) nextHeader)
                .put((byte) 64);
        packet.putLong(0x2001_0DB8_0001_0000L)
                .putLong(1)
                .putLong(0x2001_0DB8_0002_0000L)
                .putLong(1);
        return packet.put(payload).array();
    }

    /** RFC 1071 by the letter, a byte pair at a time. */
    public static int checksum(byte[] bytes, int from, int length) {
        return ~naiveSum(bytes, from, length) & 0xFFFF;
    }

    /** The folded sum of the byte pairs. */
    static int naiveSum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
