package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class IpHeaderTest {
    private static final byte[] UDP = Packets.hex("1388 1194 0008 0000");

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final int offset = burst.packetOffset(0);

    @Test
    void acceptsPaddingBehindTotalLength() {
        assertThat(validate(Packets.ipv4(IpProtocol.UDP, UDP), 0)).isTrue();
        assertThat(validate(Packets.ipv4(IpProtocol.UDP, UDP), 9)).isTrue();
        assertThat(validate(Packets.ipv6(IpProtocol.UDP, UDP), 0)).isTrue();
        assertThat(validate(Packets.ipv6(IpProtocol.UDP, UDP), 9)).isTrue();
    }

    @Test
    void rejectsPacketShorterThanItSays() {
        assertThat(validate(Packets.ipv4(IpProtocol.UDP, UDP), -1)).isFalse();
        assertThat(validate(Packets.ipv6(IpProtocol.UDP, UDP), -1)).isFalse();
        assertThat(IpHeader.validate(burst, offset, 0)).isFalse();
        assertThat(validate(Arrays.copyOf(Packets.ipv6(IpProtocol.UDP, UDP), 39), 0))
                .isFalse();
    }

    @Test
    void rejectsWrongVersionAndHeaderLength() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, UDP);
        for (int first : new int[] {0x05, 0x55, 0x75, 0xF5, 0x44, 0x40, 0x48}) { // 0x48: longer than the packet
            packet[0] = (byte) first;
            assertThat(validate(packet, 0)).as("first byte %x", first).isFalse();
        }
        packet[0] = 0x45;
        packet[2] = 0;
        packet[3] = 19;
        assertThat(validate(packet, 0)).as("total length below the header's").isFalse();
    }

    @Test
    void walksExtensionHeaders() {
        byte[] chain = Packets.hex("2b 00 010400000000"
                + "3c 02 00 00 00000000 20010db8000200000000000000000001"
                + "2c 01 01 0c 000000000000000000000000"
                + "11 00 0000 12345678"
                + "1388 1194 0008 0000");
        int upper = upper(Packets.ipv6(IpProtocol.HOP_BY_HOP, chain));
        assertThat(IpHeader.upperProtocol(upper)).isEqualTo(IpProtocol.UDP);
        assertThat(IpHeader.upperOffset(upper)).isEqualTo(40 + 8 + 24 + 16 + 8);
        assertThat(IpHeader.isFragment(upper))
                .as("a packet that is its own only fragment")
                .isFalse();
    }

    @Test
    void rejectsChainLongerThanPacketOrBound() {
        assertThat(upper(Packets.ipv6(IpProtocol.HOP_BY_HOP, Packets.hex("11 01 0000 00000000"))))
                .isEqualTo(IpHeader.MALFORMED);
        assertThat(upper(Packets.ipv6(IpProtocol.ROUTING, Packets.hex("11 00 0000 000000"))))
                .isEqualTo(IpHeader.MALFORMED);
        assertThat(upper(Packets.ipv6(IpProtocol.DESTINATION_OPTIONS, new byte[0])))
                .isEqualTo(IpHeader.MALFORMED);
        byte[] eight = Packets.hex("3c00000000000000".repeat(7) + "1100000000000000");
        assertThat(IpHeader.upperProtocol(upper(Packets.ipv6(IpProtocol.DESTINATION_OPTIONS, eight))))
                .isEqualTo(IpProtocol.UDP);
        byte[] nine = Packets.hex("3c00000000000000".repeat(8) + "1100000000000000");
        assertThat(upper(Packets.ipv6(IpProtocol.DESTINATION_OPTIONS, nine))).isEqualTo(IpHeader.MALFORMED);
    }

    @Test
    void tellsFirstFromLaterFragments() {
        int first = upper(Packets.ipv4(IpProtocol.UDP, 0x2000, new byte[0], UDP));
        int later = upper(Packets.ipv4(IpProtocol.UDP, 0x0001, new byte[0], UDP));
        int whole = upper(Packets.ipv4(IpProtocol.UDP, 0x4000, new byte[0], UDP));
        assertThat(IpHeader.isFragment(first)).isTrue();
        assertThat(IpHeader.isLaterFragment(first)).isFalse();
        assertThat(IpHeader.isLaterFragment(later)).isTrue();
        assertThat(IpHeader.isFragment(whole)).isFalse();

        int firstSix = upper(Packets.ipv6(IpProtocol.FRAGMENT, Packets.hex("11 00 0001 12345678 1388119400080000")));
        assertThat(IpHeader.isFragment(firstSix)).isTrue();
        assertThat(IpHeader.isLaterFragment(firstSix)).isFalse();
        int laterSix = upper(Packets.ipv6(IpProtocol.FRAGMENT, Packets.hex("3c 00 0008 12345678 1388119400080000")));
        assertThat(IpHeader.isLaterFragment(laterSix)).isTrue();
        assertThat(IpHeader.upperProtocol(laterSix)).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
        assertThat(IpHeader.upperOffset(laterSix)).isEqualTo(48);
    }

    @Test
    void keepsChecksumRightWhenFieldsChange() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, 0, Packets.hex("94040000"), UDP);
        Packets.place(burst, packet);
        IpHeader.trafficClass(burst, offset, 0xB9);
        IpHeader.timeToLive(burst, offset, 1);
        IpHeader.protocol(burst, offset, IpProtocol.ESP);
        IpHeader.totalLength(burst, offset, 24);
        assertThat(IpHeader.trafficClass(burst, offset)).isEqualTo(0xB9);
        assertThat(IpHeader.timeToLive(burst, offset)).isEqualTo(1);
        assertThat(IpHeader.protocol(burst, offset)).isEqualTo(IpProtocol.ESP);
        assertThat(IpHeader.totalLength(burst, offset)).isEqualTo(24);
        assertThat(IpHeader.headerLength(burst, offset)).isEqualTo(24);
        assertThat(Packets.checksum(Packets.bytes(burst, 0), 0, 24))
                .as("sum with its own checksum")
                .isZero();
    }

    @Test
    void changesOnlyTheFieldsOfIpv6() {
        byte[] packet = Packets.ipv6(IpProtocol.UDP, UDP);
        packet[1] = 0x0A;
        packet[2] = (byte) 0xBC;
        Packets.place(burst, packet);
        IpHeader.trafficClass(burst, offset, 0xB9);
        IpHeader.timeToLive(burst, offset, 1);
        IpHeader.protocol(burst, offset, IpProtocol.ESP);
        IpHeader.totalLength(burst, offset, 44);
        assertThat(burst.getInt(offset)).isEqualTo(0x6B9A_BC00);
        assertThat(burst.getInt(offset + 4)).isEqualTo(0x0004_3201);
        assertThat(IpHeader.trafficClass(burst, offset)).isEqualTo(0xB9);
        assertThat(IpHeader.dontFragment(burst, offset)).isTrue();
    }

    private boolean validate(byte[] packet, int lengthChange) {
        Packets.place(burst, packet);
        return IpHeader.validate(burst, offset, packet.length + lengthChange);
    }

    private int upper(byte[] packet) {
        Packets.place(burst, packet);
        return IpHeader.upperLayer(burst, offset, packet.length);
    }
}
