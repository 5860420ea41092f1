package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.testing.Hex;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One packet for each reason: a new reason does not compile here until somebody says how it comes about. */
final class DropReasonsTest {
    private static final int SPI = 0xC000_0001;
    private static final EspSuite SUITE = EspSuite.AES128_GCM16;
    private static final DataplaneConfig INLINE = DataplaneConfig.DEFAULT.withMode(RunMode.INLINE);
    private static final byte[] INNER = Packets.udp("10.2.0.1", "10.1.0.1", 7, 8, 60, 1);
    private static final byte[] OUTER = Packets.udp("10.1.0.1", "10.2.0.1", 7, 8, 60, 1);
    private static final byte[] OWN = Packets.udp("192.0.2.1", "192.0.2.2", 7, 8, 60, 1);
    private static final byte[] LONG = Packets.udp("10.1.0.1", "10.2.0.1", 7, 8, 1500, 1);
    private static final SaLifetime ONE_PACKET = new SaLifetime(
            SaLifetime.UNLIMITED, SaLifetime.UNLIMITED, SaLifetime.UNLIMITED, SaLifetime.UNLIMITED, 1, 1);

    private final FailingProvider provider = new FailingProvider(Engines.fastest());
    private final OneGateway net = new OneGateway(provider, INLINE);
    private final EspForge forge = new EspForge(Engines.fastest(), SUITE, OneGateway.key(SUITE, SPI), SPI, true);

    @AfterEach
    void close() {
        forge.close();
        net.close();
    }

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void endsOnePacketForThisReasonAlone(DropReason reason) throws Exception {
        int survivors = provoke(reason);
        net.run();
        assertThat(net.dropped(reason)).isEqualTo(1);
        assertThat(drops(net.dataplane.inboundCounters()).size()
                        + drops(net.dataplane.outboundCounters()).size())
                .as("no other reason but CONTROL, which fills its queue first")
                .isEqualTo(reason == DropReason.CONTROL_QUEUE_FULL ? 2 : 1);
        assertThat(net.host.sent().size() + net.wire.sent().size()).isEqualTo(survivors);
        assertThat(net.defects).hasSize(reason == DropReason.INTERNAL ? 1 : 0);
    }

    /** Gives the data plane what must end for this reason; returns how many other packets must get through. */
    private int provoke(DropReason reason) throws Exception {
        return switch (reason) {
            case MALFORMED -> wire(new byte[7]);
            case CONTROL -> wire(Hex.bytes("00000000 0102030405060708"));
            case CONTROL_QUEUE_FULL -> fillControlQueue();
            case KEEPALIVE -> wire(Hex.bytes("ff"));
            case NO_SA -> wire(forge.seal(INNER, 4, 1));
            case FRAGMENT -> transport(Packets.withFragmentBits(OWN, 0x2000));
            case REPLAY -> inbound(1, forge.seal(INNER, 4, 1), forge.seal(INNER, 4, 1));
            case INTEGRITY -> inbound(0, flipped(forge.seal(INNER, 4, 1)));
            case PADDING -> inbound(0, forge.sealRaw(Hex.bytes("45000000 00000000 01020404"), 1));
            case DUMMY -> inbound(0, forge.seal(INNER, 59, 1));
            case PROBE -> inbound(0, forge.seal(probeAnswer(), 4, 1));
            case NEXT_HEADER -> inbound(0, forge.seal(INNER, 17, 1));
            case ECN -> congested(forge.seal(INNER, 4, 1));
            case SELECTOR -> inbound(0, forge.seal(OUTER, 4, 1));
            case POLICY_DISCARD -> host(Packets.udp("10.1.0.1", "10.9.0.1", 7, 8, 60, 1));
            case NO_BYPASS_PORT -> bypass();
            case NO_OUTBOUND_SA -> host(OUTER);
            case NO_MEMBER -> group();
            case TOO_BIG -> outbound(sa(), Packets.withFragmentBits(LONG, 0x4000));
            case HEADER_OPTIONS -> transport(withOptions(OWN));
            case SEQUENCE_EXHAUSTED -> outbound(sa().withSequence(5, 5), OUTER, OUTER);
            case LIFETIME -> outbound(sa().withLifetime(ONE_PACKET), OUTER, OUTER);
            case TRANSMIT -> refused();
            case INTERNAL -> defect();
        };
    }

    private static Map<DropReason, Long> drops(TrafficCounters counters) {
        return counters.drops().nonZero();
    }

    private static SaParameters sa() {
        return OneGateway.sa(SPI, SUITE);
    }

    private int wire(byte[] packet) {
        net.wire.give(packet);
        return 0;
    }

    private int host(byte[] packet) {
        net.host.give(packet);
        return 0;
    }

    private int inbound(int survivors, byte[]... packets) {
        net.dataplane.control().installInbound(sa());
        List.of(packets).forEach(net.wire::give);
        return survivors;
    }

    private int congested(byte[] packet) {
        net.dataplane.control().installInbound(sa());
        net.wire.give(packet, 3);
        return 0;
    }

    private int outbound(SaParameters parameters, byte[]... packets) {
        net.dataplane.control().activateOutbound(net.child, parameters);
        List.of(packets).forEach(net.host::give);
        return packets.length - 1;
    }

    private int transport(byte[] packet) {
        net.dataplane.control().publishPolicy(List.of(Policy.protect(OneGateway.ANYTHING, net.child)));
        return outbound(sa().withMode(SaMode.TRANSPORT), packet);
    }

    private byte[] probeAnswer() {
        InetAddress ours = InetAddress.ofLiteral("10.1.0.1");
        InetAddress theirs = InetAddress.ofLiteral("10.2.0.1");
        return Packets.echoReply(Probe.request(ours, theirs, net.dataplane.probeToken(), 1, 2));
    }

    private int group() {
        OutboundSlot group = net.dataplane.control().newGroup("group");
        net.dataplane.control().publishPolicy(List.of(Policy.protect(OneGateway.SELECTORS, group)));
        return host(OUTER);
    }

    private int bypass() {
        net.dataplane.control().publishPolicy(List.of(Policy.bypass(OneGateway.SELECTORS)));
        return host(OUTER);
    }

    private int refused() {
        net.host.refuse(true);
        return inbound(0, forge.seal(INNER, 4, 1));
    }

    private int defect() {
        provider.fail();
        return outbound(sa(), OUTER);
    }

    private int fillControlQueue() throws Exception {
        byte[] datagram = new byte[1500];
        long before = 0;
        while (net.dropped(DropReason.CONTROL_QUEUE_FULL) == 0) {
            net.wire.give(datagram);
            net.dataplane.inboundAgents().getFirst().doWork();
            assertThat(++before).isLessThan(2000);
        }
        return 0;
    }

    private static byte[] flipped(byte[] packet) {
        packet[packet.length - 1] ^= 1;
        return packet;
    }

    /** Four bytes of no-operation options behind the IPv4 header. */
    private static byte[] withOptions(byte[] packet) {
        byte[] result = new byte[packet.length + 4];
        System.arraycopy(packet, 0, result, 0, 20);
        Arrays.fill(result, 20, 24, (byte) 1);
        System.arraycopy(packet, 20, result, 24, packet.length - 20);
        result[0] = 0x46;
        result[3] = (byte) (result[3] + 4);
        return result;
    }
}
