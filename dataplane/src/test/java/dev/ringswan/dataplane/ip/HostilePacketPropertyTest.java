package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.testing.Seeds;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes, nothing throws, and nothing beyond the packet's length counts: the same bytes with other bytes
 * behind them give the same result.
 */
final class HostilePacketPropertyTest {
    private static final int PACKETS = 200_000;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final int offset = burst.packetOffset(0);
    private final IcmpTooBig icmp = new IcmpTooBig(
            (Inet4Address) InetAddress.ofLiteral("192.0.2.1"),
            (Inet6Address) InetAddress.ofLiteral("2001:db8::1"),
            new TokenBucket(1_000_000, 1_000_000));

    @Test
    void neverThrowsAndReadsOnlyThePacket() {
        int sane = 0;
        RandomGenerator random = Seeds.random(0x5EED);
        Flow flow = new Flow();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packet(random);
            String first = everything(packet, random, flow);
            assertThat(everything(packet, random, flow)).as("packet %d", i).isEqualTo(first);
            sane += first.startsWith("true") ? 1 : 0;
        }
        assertThat(sane).as("packets that parse").isBetween(PACKETS / 10, PACKETS);
    }

    /** The outcome of every function, with fresh garbage around the packet. */
    private String everything(byte[] packet, RandomGenerator random, Flow flow) {
        byte[] garbage = new byte[512];
        random.nextBytes(garbage);
        burst.putBytes(offset - 64, garbage, 0, garbage.length);
        Packets.place(burst, packet);
        boolean parsed = flow.parse(burst, offset, packet.length);
        String outcome = parsed + " " + (parsed ? flow : "") + " " + IpHeader.validate(burst, offset, packet.length)
                + " " + IpHeader.upperLayer(burst, offset, packet.length);
        outcome += " " + MssClamp.clamp(burst, offset, packet.length, 100);
        Packets.place(burst, packet);
        outcome += " " + Ipv4Fragmenter.fragment(burst, 0, 60) + burst.count();
        Packets.place(burst, packet);
        return outcome + " " + icmp.answer(burst, 0, 60, 0);
    }

    /** Bytes that look like headers often enough to get past the first check. */
    private static byte[] packet(RandomGenerator random) {
        byte[] packet = new byte[random.nextInt(0, 200)];
        random.nextBytes(packet);
        if (packet.length < 40) {
            return packet;
        }
        int length = packet.length - random.nextInt(-1, 8);
        if (random.nextBoolean()) {
            packet[0] = (byte) (0x40 | random.nextInt(4, 9));
            packet[2] = 0;
            packet[3] = (byte) length;
            packet[6] = random.nextInt(4) == 0 ? packet[6] : 0x40;
            packet[7] = random.nextInt(4) == 0 ? packet[7] : 0;
            packet[9] = (byte) (random.nextBoolean() ? IpProtocol.TCP : random.nextInt(256));
        } else {
            packet[0] = 0x60;
            packet[4] = 0;
            packet[5] = (byte) (length - 40);
            int[] headers = {0, 43, 44, 60, 6, 17, 58, 135};
            packet[6] = (byte) headers[random.nextInt(headers.length)];
            if (packet.length > 50) {
                packet[40] = (byte) headers[random.nextInt(headers.length)];
                packet[41] = (byte) random.nextInt(0, 4);
            }
        }
        return packet;
    }
}
