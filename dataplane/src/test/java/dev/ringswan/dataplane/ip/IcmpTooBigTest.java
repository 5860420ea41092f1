package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class IcmpTooBigTest {
    private static final int DF = 0x4000;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final IcmpTooBig icmp = new IcmpTooBig(
            (Inet4Address) InetAddress.ofLiteral("192.0.2.1"),
            (Inet6Address) InetAddress.ofLiteral("2001:db8::1"),
            new TokenBucket(1_000_000, 1_000_000));

    @Test
    void tellsIpv4SenderTheMtu() {
        byte[] packet = ipv4(IpProtocol.UDP, 1400);
        assertThat(answer(packet, 1380)).isTrue();
        byte[] answer = Packets.bytes(burst, 0);
        assertThat(answer).hasSize(576);
        assertThat(Arrays.copyOf(answer, 10)).isEqualTo(Packets.hex("45c0 0240 0000 4000 40 01"));
        assertThat(Arrays.copyOfRange(answer, 12, 20)).isEqualTo(Packets.hex("c0000201 0a010001"));
        assertThat(Arrays.copyOfRange(answer, 20, 22)).isEqualTo(Packets.hex("03 04"));
        assertThat(Arrays.copyOfRange(answer, 24, 28)).isEqualTo(Packets.hex("0000 0564"));
        assertThat(Arrays.copyOfRange(answer, 28, 576)).isEqualTo(Arrays.copyOf(packet, 548));
        assertThat(Packets.checksum(answer, 0, 20)).isZero();
        assertThat(Packets.checksum(answer, 20, 556)).isZero();
    }

    @Test
    void tellsIpv6SenderTheMtu() {
        byte[] packet = ipv6(IpProtocol.UDP, 1400);
        assertThat(answer(packet, 1380)).isTrue();
        byte[] answer = Packets.bytes(burst, 0);
        assertThat(answer).hasSize(1280);
        assertThat(Arrays.copyOf(answer, 8)).isEqualTo(Packets.hex("6c000000 04d8 3a 40"));
        assertThat(Arrays.copyOfRange(answer, 8, 40))
                .isEqualTo(Packets.hex("20010db8000000000000000000000001 20010db8000100000000000000000001"));
        assertThat(Arrays.copyOfRange(answer, 40, 42)).isEqualTo(Packets.hex("02 00"));
        assertThat(Arrays.copyOfRange(answer, 44, 48)).isEqualTo(Packets.hex("00000564"));
        assertThat(Arrays.copyOfRange(answer, 48, 1280)).isEqualTo(Arrays.copyOf(packet, 1232));
        int pseudo = Checksum.pseudoHeader(burst, burst.offset(0), IpProtocol.ICMPV6, 1240);
        assertThat(Checksum.add(pseudo, Packets.naiveSum(answer, 40, 1240))).isEqualTo(0xFFFF);
    }

    @Test
    void quotesShortPacketWhole() {
        byte[] packet = ipv4(IpProtocol.UDP, 100);
        assertThat(answer(packet, 90)).isTrue();
        assertThat(burst.length(0)).isEqualTo(28 + packet.length);
        byte[] answer = Packets.bytes(burst, 0);
        assertThat(Packets.checksum(answer, 20, answer.length - 20)).isZero();
    }

    @Test
    void neverTellsIpv6SenderLessThanTheMinimum() {
        assertThat(answer(ipv6(IpProtocol.UDP, 1300), 1200)).isTrue();
        assertThat(burst.getInt(burst.offset(0) + 44)).isEqualTo(1280);
        assertRefused(ipv6(IpProtocol.UDP, 1240));
    }

    @Test
    void neverAnswersErrors() {
        for (int type : new int[] {3, 4, 5, 11, 12}) {
            assertRefused(ipv4(IpProtocol.ICMP, 600, type));
        }
        for (int type : new int[] {1, 2, 3, 4, 127, 137}) {
            assertRefused(ipv6(IpProtocol.ICMPV6, 1300, type));
        }
        assertThat(answer(ipv4(IpProtocol.ICMP, 600, 8), 500))
                .as("an echo request is no error")
                .isTrue();
        assertThat(answer(ipv6(IpProtocol.ICMPV6, 1300, 128), 1280)).isTrue();
    }

    @Test
    void neverAnswersLaterFragmentsOrPacketsThatMayBeCut() {
        assertRefused(Packets.ipv4(IpProtocol.UDP, DF | 1, new byte[0], new byte[600]));
        assertRefused(Packets.ipv4(IpProtocol.UDP, 0, new byte[0], new byte[600]));
        byte[] fragment = new byte[1300];
        fragment[0] = IpProtocol.UDP;
        fragment[3] = 0x08;
        assertRefused(Packets.ipv6(IpProtocol.FRAGMENT, fragment));
    }

    @Test
    void neverAnswersSourcesThatAreNotOneHost() {
        for (String source : new String[] {"00000000", "7f000001", "e0000001", "ffffffff", "f0000001"}) {
            byte[] packet = ipv4(IpProtocol.UDP, 600);
            System.arraycopy(Packets.hex(source), 0, packet, 12, 4);
            assertRefused(packet);
        }
        for (String target : new String[] {"e0000001", "ffffffff"}) {
            byte[] packet = ipv4(IpProtocol.UDP, 600);
            System.arraycopy(Packets.hex(target), 0, packet, 16, 4);
            assertRefused(packet);
        }
        for (String source : new String[] {"00".repeat(16), "00".repeat(15) + "01", "ff02" + "00".repeat(13) + "01"}) {
            byte[] packet = ipv6(IpProtocol.UDP, 1300);
            System.arraycopy(Packets.hex(source), 0, packet, 8, 16);
            assertRefused(packet);
        }
    }

    @Test
    void answersNothingWithoutAddressOrToken() {
        IcmpTooBig mute = new IcmpTooBig(null, null, new TokenBucket(1, 1));
        Packets.place(burst, ipv4(IpProtocol.UDP, 600));
        assertThat(mute.answer(burst, 0, 500, 0)).isFalse();
        Packets.place(burst, ipv6(IpProtocol.UDP, 1300));
        assertThat(mute.answer(burst, 0, 1280, 0)).isFalse();

        IcmpTooBig limited =
                new IcmpTooBig((Inet4Address) InetAddress.ofLiteral("192.0.2.1"), null, new TokenBucket(1, 1));
        Packets.place(burst, ipv4(IpProtocol.UDP, 600));
        assertThat(limited.answer(burst, 0, 500, 0)).isTrue();
        Packets.place(burst, ipv4(IpProtocol.UDP, 600));
        assertThat(limited.answer(burst, 0, 500, 0)).isFalse();
        assertThat(limited.answer(burst, 0, 500, 1_000_000_000)).isTrue();
    }

    private boolean answer(byte[] packet, int mtu) {
        Packets.place(burst, packet);
        return icmp.answer(burst, 0, mtu, 0);
    }

    private void assertRefused(byte[] packet) {
        assertThat(answer(packet, 500)).isFalse();
        assertThat(Packets.bytes(burst, 0)).isEqualTo(packet);
    }

    private static byte[] ipv4(int protocol, int payloadLength, int... start) {
        return Packets.ipv4(protocol, DF, new byte[0], payload(payloadLength, start));
    }

    private static byte[] ipv6(int protocol, int payloadLength, int... start) {
        return Packets.ipv6(protocol, payload(payloadLength, start));
    }

    private static byte[] payload(int length, int... start) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i < start.length ? start[i] : i * 7 + 1);
        }
        return payload;
    }
}
