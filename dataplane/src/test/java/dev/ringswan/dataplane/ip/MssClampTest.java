package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import org.junit.jupiter.api.Test;

final class MssClampTest {
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void lowersMssAtEveryAlignment() {
        for (int nops = 0; nops < 8; nops++) {
            String options = "01".repeat(nops) + "020405b4" + "01".repeat((8 - nops) & 3);
            for (boolean ipv4 : new boolean[] {true, false}) {
                for (int flags : new int[] {SYN, SYN | ACK}) {
                    assertThat(clamp(ipv4, tcp(flags, options), 1360))
                            .as("%d NOPs", nops)
                            .isTrue();
                    assertThat(burst.getShort(tcpOffset(ipv4) + 20 + nops + 2)).isEqualTo(1360);
                    assertThat(tcpChecksum(ipv4))
                            .as("%d NOPs, sum with its own checksum", nops)
                            .isZero();
                }
            }
        }
    }

    @Test
    void lowersMssBehindOtherOptions() {
        assertThat(clamp(true, tcp(SYN, "080a0000000100000002 03030701 020405b4 0000"), 1000))
                .isTrue();
        assertThat(burst.getShort(tcpOffset(true) + 20 + 16)).isEqualTo(1000);
        assertThat(tcpChecksum(true)).isZero();
    }

    @Test
    void leavesSmallerMssAndOtherSegmentsAlone() {
        assertLeftAlone(tcp(SYN, "02040550"), 1360);
        assertLeftAlone(tcp(ACK, "020405b4"), 1360);
        assertLeftAlone(tcp(SYN, ""), 1360);
    }

    @Test
    void leavesMalformedOptionsAlone() {
        assertLeftAlone(tcp(SYN, "02030505 b4000000"), 500);
        assertLeftAlone(tcp(SYN, "03000000 020405b4"), 500);
        assertLeftAlone(tcp(SYN, "03010000 020405b4"), 500);
        assertLeftAlone(tcp(SYN, "03ff0000 020405b4"), 500);
        assertLeftAlone(tcp(SYN, "00000000 020405b4"), 500);
        assertLeftAlone(tcp(SYN, "01010204"), 500);
        assertLeftAlone(tcp(SYN, "01010102"), 500);
        byte[] beyondPacket = tcp(SYN, "020405b4");
        beyondPacket[12] = (byte) 0xF0;
        assertLeftAlone(beyondPacket, 500);
        byte[] insideHeader = tcp(SYN, "020405b4");
        insideHeader[12] = 0x40;
        assertLeftAlone(insideHeader, 500);
    }

    @Test
    void leavesLaterFragmentsAndOtherProtocolsAlone() {
        byte[] tcp = tcp(SYN, "020405b4");
        assertThat(clamp(Packets.ipv4(IpProtocol.TCP, 0x0001, new byte[0], tcp), 500))
                .isFalse();
        assertThat(clamp(Packets.ipv4(IpProtocol.UDP, tcp), 500)).isFalse();
        assertThat(clamp(Packets.ipv4(IpProtocol.TCP, 0x2000, new byte[0], tcp), 500))
                .as("first fragment")
                .isTrue();
    }

    private void assertLeftAlone(byte[] tcp, int mssMax) {
        for (boolean ipv4 : new boolean[] {true, false}) {
            byte[] packet = packet(ipv4, tcp);
            assertThat(clamp(packet, mssMax)).isFalse();
            assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
        }
    }

    private boolean clamp(boolean ipv4, byte[] tcp, int mssMax) {
        byte[] packet = packet(ipv4, tcp);
        Packets.place(burst, packet);
        burst.putShort(tcpOffset(ipv4) + 16, tcpChecksum(ipv4));
        return MssClamp.clamp(burst, burst.offset(0), packet.length, mssMax);
    }

    private boolean clamp(byte[] packet, int mssMax) {
        Packets.place(burst, packet);
        return MssClamp.clamp(burst, burst.offset(0), packet.length, mssMax);
    }

    private static byte[] packet(boolean ipv4, byte[] tcp) {
        return ipv4 ? Packets.ipv4(IpProtocol.TCP, tcp) : Packets.ipv6(IpProtocol.TCP, tcp);
    }

    private int tcpOffset(boolean ipv4) {
        return burst.offset(0) + (ipv4 ? 20 : 40);
    }

    private int tcpChecksum(boolean ipv4) {
        int length = burst.length(0) - (ipv4 ? 20 : 40);
        int pseudo = Checksum.pseudoHeader(burst, burst.offset(0), IpProtocol.TCP, length);
        return Checksum.complement(Checksum.add(pseudo, Checksum.sum(burst, tcpOffset(ipv4), length)));
    }

    /** A segment with options, whose length must be a multiple of 4, and four bytes of data. */
    private static byte[] tcp(int flags, String options) {
        int words = 5 + options.replace(" ", "").length() / 8;
        return Packets.hex(
                "c0de 0050 00000001 00000000 %x0 %02x ffff 0000 0000 %s 31323334".formatted(words, flags, options));
    }
}
