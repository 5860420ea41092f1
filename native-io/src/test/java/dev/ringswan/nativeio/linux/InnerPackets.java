package dev.ringswan.nativeio.linux;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** IP packets with TCP or UDP inside, written field by field and summed 16 bits at a time: what offloads are compared with. */
final class InnerPackets {
    final boolean ipv4;
    final boolean tcp;
    int host = 1;
    int trafficClass;
    int hops = 64;
    int fragment = 0x4000;
    int identification = 1;
    int sequence = 1_000;
    int acknowledgment = 77;
    int flags = InnerHeader.TCP_ACK;
    int window = 500;
    byte[] options = {};

    InnerPackets(boolean ipv4, boolean tcp) {
        this.ipv4 = ipv4;
        this.tcp = tcp;
    }

    /** A flow with fields drawn at random. */
    static InnerPackets draw(RandomGenerator random) {
        InnerPackets flow = new InnerPackets(random.nextBoolean(), random.nextInt(3) != 0);
        flow.trafficClass = random.nextInt(256);
        flow.identification = random.nextInt(1 << 16);
        flow.sequence = random.nextInt();
        flow.acknowledgment = random.nextInt();
        flow.window = random.nextInt(1 << 16);
        flow.options = new byte[flow.tcp ? random.nextInt(11) * 4 : 0];
        random.nextBytes(flow.options);
        return flow;
    }

    int ipLength() {
        return ipv4 ? 20 : 40;
    }

    int headersLength() {
        return ipLength() + (tcp ? 20 + options.length : 8);
    }

    /** The packet with its checksums. */
    byte[] packet(byte[] payload) {
        byte[] packet = partial(payload);
        int at = checksumOffset();
        int sum = sum(packet, ipLength(), packet.length);
        int checksum = ~sum & 0xFFFF;
        ByteBuffer.wrap(packet).putShort(at, (short) (checksum == 0 ? 0xFFFF : checksum));
        return packet;
    }

    /** The packet with the sum of its pseudo-header in the checksum field, as the kernel leaves it. */
    byte[] partial(byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(headersLength() + payload.length);
        int upper = packet.capacity() - ipLength();
        int protocol = tcp ? 6 : 17;
        if (ipv4) {
            packet.put((byte) 0x45).put((byte) trafficClass).putShort((short) packet.capacity());
            packet.putShort((short) identification).putShort((short) fragment);
            packet.put((byte) hops).put((byte) protocol).putShort((short) 0);
            packet.putInt(0x0A01_0000 | host).putInt(0x0A02_0001);
            packet.putShort(10, (short) ~sum(packet.array(), 0, 20));
        } else {
            packet.putInt(0x6000_0000 | (trafficClass << 20)).putShort((short) upper);
            packet.put((byte) protocol).put((byte) hops);
            packet.putLong(0xFD00_0001_0000_0000L).putLong(host);
            packet.putLong(0xFD00_0002_0000_0000L).putLong(1);
        }
        packet.putShort((short) 4_000).putShort((short) 5_000);
        if (tcp) {
            packet.putInt(sequence).putInt(acknowledgment);
            packet.put((byte) ((5 + options.length / 4) << 4)).put((byte) flags);
            packet.putShort((short) window).putShort((short) 0).putShort((short) 0);
            packet.put(options);
        } else {
            packet.putShort((short) upper).putShort((short) 0);
        }
        packet.put(payload);
        int pseudo = sum(packet.array(), ipv4 ? 12 : 8, ipLength()) + protocol + upper;
        packet.putShort(checksumOffset(), (short) ((pseudo & 0xFFFF) + (pseudo >>> 16)));
        return packet.array();
    }

    int checksumOffset() {
        return ipLength() + (tcp ? 16 : 6);
    }

    /** The next packet of the flow comes behind {@code payload} bytes. */
    void advance(int payload) {
        sequence += payload;
        identification++;
    }

    /** Folded sum of big-endian 16-bit words. */
    static int sum(byte[] bytes, int start, int limit) {
        int sum = 0;
        for (int i = start; i < limit; i++) {
            sum += (i - start) % 2 == 0 ? (bytes[i] & 0xFF) << 8 : bytes[i] & 0xFF;
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }
}
