package dev.ringswan.dataplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.Packets;
import dev.ringswan.nativeio.PacketBurst;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FlowTest {
    private static final byte[] PORTS = Packets.hex("1388 c000 0008 0000");
    private static final byte[] ECHO = Packets.hex("0800 0000 0001 0002");

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final Flow flow = new Flow();

    @Test
    void readsIpv4() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, 0x4000, Packets.hex("94040000"), PORTS);
        packet[1] = (byte) 0xB9;
        assertThat(parse(packet)).isTrue();
        assertThat(flow.family()).isEqualTo(4);
        assertThat(flow.sourceHigh()).isZero();
        assertThat(flow.sourceLow()).isEqualTo(0x0A01_0001L);
        assertThat(flow.targetHigh()).isZero();
        assertThat(flow.targetLow()).isEqualTo(0x0A02_0001L);
        assertThat(flow.protocol()).isEqualTo(IpProtocol.UDP);
        assertPorts(5000, 49_152);
        assertThat(flow.trafficClass()).isEqualTo(0xB9);
        assertThat(flow.dontFragment()).isTrue();
        assertThat(flow.totalLength()).isEqualTo(32);
        assertThat(flow.headerLength()).isEqualTo(24);
        assertThat(flow.isFragment()).isFalse();
    }

    @Test
    void readsIpv4AddressesUnsigned() {
        byte[] packet = Packets.ipv4(IpProtocol.UDP, PORTS);
        Arrays.fill(packet, 12, 20, (byte) 0xFF);
        assertThat(parse(packet)).isTrue();
        assertThat(flow.sourceLow()).isEqualTo(0xFFFF_FFFFL);
        assertThat(flow.targetLow()).isEqualTo(0xFFFF_FFFFL);
        assertThat(flow.dontFragment()).isFalse();
    }

    @Test
    void readsIpv6() {
        byte[] packet = Packets.ipv6(IpProtocol.TCP, PORTS);
        packet[0] = 0x6B;
        packet[1] = (byte) 0x90;
        assertThat(parse(packet)).isTrue();
        assertThat(flow.family()).isEqualTo(6);
        assertThat(flow.sourceHigh()).isEqualTo(0x2001_0DB8_0001_0000L);
        assertThat(flow.sourceLow()).isEqualTo(1);
        assertThat(flow.targetHigh()).isEqualTo(0x2001_0DB8_0002_0000L);
        assertThat(flow.targetLow()).isEqualTo(1);
        assertThat(flow.protocol()).isEqualTo(IpProtocol.TCP);
        assertPorts(5000, 49_152);
        assertThat(flow.trafficClass()).isEqualTo(0xB9);
        assertThat(flow.dontFragment()).isTrue();
        assertThat(flow.totalLength()).isEqualTo(48);
        assertThat(flow.headerLength()).isEqualTo(40);
    }

    @Test
    void readsPortsBehindExtensionHeaders() {
        byte[] chain = Packets.hex("3c00010400000000 1101010c000000000000000000000000 1388 c000 0008 0000");
        assertThat(parse(Packets.ipv6(IpProtocol.HOP_BY_HOP, chain))).isTrue();
        assertThat(flow.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(flow.headerLength()).isEqualTo(64);
        assertPorts(5000, 49_152);
    }

    @Test
    void readsTypeAndCodeAsTheSendersPort() {
        assertThat(parse(Packets.ipv4(IpProtocol.ICMP, ECHO))).isTrue();
        assertPorts(0x0800, Flow.UNUSED);
        assertThat(parse(Packets.ipv6(IpProtocol.ICMPV6, Packets.hex("8104 0000 0001 0002"))))
                .isTrue();
        assertPorts(0x8104, Flow.UNUSED);
        assertThat(parse(Packets.ipv6(IpProtocol.MOBILITY, Packets.hex("3b00 0500 0000 0000"))))
                .isTrue();
        assertPorts(0x0500, Flow.UNUSED);
    }

    @Test
    void seesNoPortsInLaterFragments() {
        assertThat(parse(Packets.ipv4(IpProtocol.UDP, 0x2001, new byte[0], PORTS)))
                .isTrue();
        assertThat(flow.isFragment()).isTrue();
        assertThat(flow.isLaterFragment()).isTrue();
        assertPorts(Flow.OPAQUE, Flow.OPAQUE);
        assertThat(parse(Packets.ipv4(IpProtocol.UDP, 0x2000, new byte[0], PORTS)))
                .isTrue();
        assertThat(flow.isFragment()).isTrue();
        assertThat(flow.isLaterFragment()).isFalse();
        assertPorts(5000, 49_152);

        assertThat(parse(Packets.ipv6(IpProtocol.FRAGMENT, Packets.hex("11000008 12345678 1388c00000080000"))))
                .isTrue();
        assertThat(flow.protocol()).isEqualTo(IpProtocol.UDP);
        assertPorts(Flow.OPAQUE, Flow.OPAQUE);
    }

    @Test
    void hidesProtocolThatLaterFragmentDoesNotShow() {
        assertThat(parse(Packets.ipv6(IpProtocol.FRAGMENT, Packets.hex("3c000008 12345678 1388c00000080000"))))
                .isTrue();
        assertThat(flow.protocol()).isEqualTo(Flow.OPAQUE);
        assertThat(TrafficSelectors.of("::/0[udp]", "::/0").matchesOutbound(flow))
                .isFalse();
        assertThat(TrafficSelectors.of("::/0[60]", "::/0").matchesOutbound(flow))
                .isFalse();
        assertThat(TrafficSelectors.of("::/0", "::/0").matchesOutbound(flow)).isTrue();
    }

    @Test
    void seesNoPortsWhereThereAreNone() {
        for (int protocol : new int[] {47, IpProtocol.ESP, IpProtocol.AH, IpProtocol.IPV4}) {
            assertThat(parse(Packets.ipv4(protocol, PORTS))).isTrue();
            assertPorts(Flow.OPAQUE, Flow.OPAQUE);
        }
        assertThat(parse(Packets.ipv4(IpProtocol.UDP, Packets.hex("1388c0")))).isTrue();
        assertPorts(Flow.OPAQUE, Flow.OPAQUE);
        assertThat(parse(Packets.ipv4(IpProtocol.ICMP, Packets.hex("08")))).isTrue();
        assertPorts(Flow.OPAQUE, Flow.OPAQUE);
    }

    @Test
    void leavesPortsUnreadWhereNobodyAsks() {
        Packets.place(burst, Packets.ipv4(IpProtocol.UDP, PORTS));
        assertThat(flow.parse(burst, burst.offset(0), burst.length(0), false)).isTrue();
        assertPorts(Flow.OPAQUE, Flow.OPAQUE);
        assertThat(flow.protocol()).isEqualTo(IpProtocol.UDP);
    }

    @Test
    void tellsOtherSelectorsFromTheSame() {
        byte[][] packets = {
            Packets.ipv4(IpProtocol.UDP, PORTS),
            Packets.ipv4(IpProtocol.TCP, PORTS),
            Packets.ipv4(IpProtocol.UDP, Packets.hex("1389 c000 0008 0000")),
            Packets.ipv4(IpProtocol.UDP, Packets.hex("1388 c001 0008 0000")),
            Packets.ipv4(IpProtocol.ICMP, ECHO),
            Packets.ipv6(IpProtocol.UDP, PORTS),
        };
        for (byte[] one : packets) {
            Flow other = new Flow();
            assertThat(parse(one)).isTrue();
            other.copySelectors(flow);
            for (byte[] two : packets) {
                assertThat(parse(two)).isTrue();
                assertThat(flow.hasSelectorsOf(other)).isEqualTo(Arrays.equals(one, two));
            }
        }
        byte[] elsewhere = Packets.ipv4(IpProtocol.UDP, PORTS);
        assertThat(parse(elsewhere)).isTrue();
        Flow other = new Flow();
        other.copySelectors(flow);
        for (int at = 12; at < 20; at++) {
            elsewhere[at] ^= 1;
            assertThat(parse(elsewhere)).isTrue();
            assertThat(flow.hasSelectorsOf(other)).as("address byte %d", at).isFalse();
            elsewhere[at] ^= 1;
        }
    }

    @Test
    void rejectsEveryTruncation() {
        byte[][] packets = {
            Packets.ipv4(IpProtocol.UDP, PORTS),
            Packets.ipv6(IpProtocol.UDP, PORTS),
            Packets.ipv6(IpProtocol.HOP_BY_HOP, Packets.hex("1100010400000000 1388c00000080000")),
        };
        for (byte[] packet : packets) {
            for (int length = 0; length < packet.length; length++) {
                assertThat(parse(Arrays.copyOf(packet, length)))
                        .as("%d bytes", length)
                        .isFalse();
            }
            assertThat(parse(Arrays.copyOf(packet, packet.length + 7)))
                    .as("padding behind")
                    .isTrue();
            assertThat(flow.totalLength()).isEqualTo(packet.length);
        }
    }

    @Test
    void matchesOpaquePortsOnlyWithAllPorts() {
        parse(Packets.ipv4(IpProtocol.UDP, 0x0001, new byte[0], PORTS));
        assertThat(TrafficSelectors.of("0.0.0.0/0[udp]", "0.0.0.0/0").matchesOutbound(flow))
                .isTrue();
        assertThat(TrafficSelectors.of("0.0.0.0/0[udp/opaque]", "0.0.0.0/0[udp/opaque]")
                        .matchesOutbound(flow))
                .isTrue();
        assertThat(TrafficSelectors.of("0.0.0.0/0[udp/0-65534]", "0.0.0.0/0").matchesOutbound(flow))
                .isFalse();
        assertThat(TrafficSelectors.of("0.0.0.0/0", "0.0.0.0/0[udp/1-65535]").matchesOutbound(flow))
                .isFalse();
        parse(Packets.ipv4(IpProtocol.UDP, PORTS));
        assertThat(TrafficSelectors.of("0.0.0.0/0[udp/opaque]", "0.0.0.0/0").matchesOutbound(flow))
                .isFalse();
    }

    /** RFC 4301 §4.4.1.3 B, examples 2 and 3: the sender's side decides. */
    @Test
    void judgesIcmpBySendersSide() {
        parse(Packets.ipv4(IpProtocol.ICMP, ECHO));
        TrafficSelectors sendOnly = TrafficSelectors.of("0.0.0.0/0[icmp/8]", "0.0.0.0/0[icmp/opaque]");
        assertThat(sendOnly.matchesOutbound(flow)).isTrue();
        assertThat(sendOnly.matchesInbound(flow)).isFalse();
        TrafficSelectors receiveOnly = TrafficSelectors.of("0.0.0.0/0[icmp/opaque]", "0.0.0.0/0[icmp/8(0)]");
        assertThat(receiveOnly.matchesOutbound(flow)).isFalse();
        assertThat(receiveOnly.matchesInbound(flow)).isTrue();
        assertThat(TrafficSelectors.of("0.0.0.0/0[icmp/8(1)]", "0.0.0.0/0[icmp]")
                        .matchesOutbound(flow))
                .isFalse();
    }

    private boolean parse(byte[] packet) {
        Packets.place(burst, packet);
        return flow.parse(burst, burst.offset(0), packet.length);
    }

    private void assertPorts(int source, int target) {
        assertThat(flow.sourcePort()).isEqualTo(source);
        assertThat(flow.targetPort()).isEqualTo(target);
    }
}
