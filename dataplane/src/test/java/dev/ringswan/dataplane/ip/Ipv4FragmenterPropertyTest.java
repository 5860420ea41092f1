package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Fragments are put together again and compared with the packet that was cut. */
final class Ipv4FragmenterPropertyTest {
    private static final String COPIED = "94040000"; // router alert
    private static final String NOT_COPIED = "440c05000000000000000000"; // timestamp

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void reassemblesToTheSamePacket() {
        Seeds.forEach(3_000, (seed, random) -> {
            int offsetUnits = random.nextInt(3) == 0 ? random.nextInt(1000) : 0;
            boolean moreFollow = random.nextInt(3) == 0;
            int length = random.nextInt(100, 1500);
            byte[] payload = payload(random, moreFollow ? length & ~7 : length);
            byte[] options = Packets.hex(options(random));
            byte[] packet = Packets.ipv4(IpProtocol.UDP, offsetUnits | (moreFollow ? 0x2000 : 0), options, payload);
            int mtu = random.nextInt(68, 700);
            Packets.place(burst, packet);
            if (Ipv4Fragmenter.fragment(burst, 0, mtu)) {
                assertThat(reassemble(mtu, offsetUnits, moreFollow)).isEqualTo(payload);
            } else {
                assertThat(mtu).as("only a tiny MTU cannot serve").isLessThan(20 + options.length + 8 + 24);
                assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
            }
        });
    }

    private static String options(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> COPIED;
            case 1 -> NOT_COPIED;
            case 2 -> NOT_COPIED + COPIED + "01010100";
            default -> "";
        };
    }

    private byte[] reassemble(int mtu, int offsetUnits, boolean moreFollow) {
        List<Byte> payload = new ArrayList<>();
        for (int i = 0; i < burst.count(); i++) {
            byte[] fragment = Packets.bytes(burst, i);
            int header = (fragment[0] & 0xF) * 4;
            int field = ((fragment[6] & 0xFF) << 8) | (fragment[7] & 0xFF);
            boolean last = i == burst.count() - 1;
            assertThat(fragment.length)
                    .as("fragment %d", i)
                    .isLessThanOrEqualTo(mtu)
                    .isGreaterThan(header);
            assertThat(Packets.checksum(fragment, 0, header))
                    .as("header sum %d", i)
                    .isZero();
            assertThat(field & 0x1FFF).as("offset %d", i).isEqualTo(offsetUnits + payload.size() / 8);
            assertThat((field & 0x2000) != 0).as("MF %d", i).isEqualTo(!last || moreFollow);
            assertThat(last || (fragment.length - header) % 8 == 0)
                    .as("multiple of 8")
                    .isTrue();
            for (int k = header; k < fragment.length; k++) {
                payload.add(fragment[k]);
            }
        }
        byte[] bytes = new byte[payload.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = payload.get(i);
        }
        return bytes;
    }

    @Test
    void repeatsOnlyCopiedOptions() {
        Packets.place(burst, Packets.ipv4(IpProtocol.UDP, 0, Packets.hex(NOT_COPIED + COPIED), new byte[900]));
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 500)).isTrue();
        assertThat(burst.count()).isEqualTo(2);
        assertThat(IpHeader.headerLength(burst, burst.offset(0))).isEqualTo(36);
        assertThat(IpHeader.headerLength(burst, burst.offset(1))).isEqualTo(24);
        assertThat(burst.getInt(burst.offset(1) + 20)).isEqualTo(0x9404_0000);
    }

    @Test
    void givesLaterFragmentsTheMetadataOfThePacket() {
        Endpoint endpoint = Endpoint.of("192.0.2.9", 4500);
        Packets.place(burst, Packets.ipv4(IpProtocol.UDP, new byte[900]));
        burst.trafficClass(0, 0xB8);
        burst.dontFragment(0, true);
        burst.target(0, endpoint);
        burst.source(0, endpoint);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 500)).isTrue();
        assertThat(burst.trafficClass(1)).isEqualTo(0xB8);
        assertThat(burst.dontFragment(1)).isTrue();
        assertThat(burst.target(1)).isEqualTo(endpoint);
        assertThat(burst.sourceIs(1, endpoint)).isTrue();
    }

    @Test
    void leavesPacketThatFitsAlone() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, new byte[480]);
        Packets.place(burst, packet);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 500)).isTrue();
        assertThat(burst.count()).isOne();
        assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
    }

    @Test
    void changesNothingWithoutFreeCells() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, new byte[900]);
        Packets.place(burst, packet);
        for (int i = 1; i < PacketBurst.CAPACITY - 1; i++) {
            burst.packet(i, burst.packetOffset(i), 20);
        }
        burst.count(PacketBurst.CAPACITY - 1);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 400))
                .as("three fragments, one free entry")
                .isFalse();
        assertThat(burst.count()).isEqualTo(PacketBurst.CAPACITY - 1);
        assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 500)).as("two fragments").isTrue();
        assertThat(burst.count()).isEqualTo(PacketBurst.CAPACITY);
    }

    @Test
    void spoilsNoPacketThatLiesInACellOfAHigherNumber() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, new byte[900]);
        Packets.place(burst, packet);
        burst.packet(1, burst.packetOffset(2), 100);
        burst.count(2);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, 500)).isFalse();
    }

    @Test
    void refusesWhatIsNotSane() {
        assertRefused(Packets.ipv6(IpProtocol.UDP, new byte[900]), 500);
        assertRefused(Packets.ipv4(IpProtocol.UDP, 0x1FFF, new byte[0], new byte[900]), 500);
        assertRefused(Packets.ipv4(IpProtocol.UDP, 0, Packets.hex("94000000"), new byte[900]), 500);
        assertRefused(Packets.ipv4(IpProtocol.UDP, 0, Packets.hex("94050000"), new byte[900]), 500);
        assertRefused(Packets.ipv4(IpProtocol.UDP, 0, Packets.hex("01010194"), new byte[900]), 500);
        assertRefused(Packets.ipv4(IpProtocol.UDP, new byte[900]), 27);
        assertRefused(Arrays.copyOf(Packets.ipv4(IpProtocol.UDP, new byte[900]), 600), 500);
    }

    private void assertRefused(byte[] packet, int mtu) {
        Packets.place(burst, packet);
        assertThat(Ipv4Fragmenter.fragment(burst, 0, mtu)).isFalse();
        assertThat(burst.count()).isOne();
        assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
    }

    private static byte[] payload(RandomGenerator random, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return payload;
    }
}
