package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.OutboundSlot;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets of our own, by a child of our choice, and what comes back. */
final class ProbesTest {
    private static final int SPI = 0xC000_0001;
    private static final EspSuite SUITE = EspSuite.AES128_GCM16;
    private static final InetAddress OURS = InetAddress.ofLiteral("10.1.0.1");
    private static final InetAddress THEIRS = InetAddress.ofLiteral("10.2.0.1");

    private final OneGateway net = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT);
    private final EspForge forge = new EspForge(Engines.fastest(), SUITE, OneGateway.key(SUITE, SPI), SPI, true);

    @AfterEach
    void close() {
        forge.close();
        net.close();
    }

    private byte[] request() {
        return Probe.request(OURS, THEIRS, net.dataplane.probeToken(), 3, 4711);
    }

    @ParameterizedTest
    @CsvSource({"10.1.0.1, 10.2.0.1", "2001:db8:1::1, 2001:db8:2::1"})
    void areAnsweredByWhoeverTheyReach(String ours, String theirs) throws Exception {
        net.dataplane.control().installInbound(OneGateway.sa(SPI, SUITE));
        byte[] request = Probe.request(
                InetAddress.ofLiteral(ours), InetAddress.ofLiteral(theirs), net.dataplane.probeToken(), 3, 4711);
        boolean ipv4 = request[0] >>> 4 == 4;
        assertThat(sums(request)).as("both checksums").isEqualTo(ipv4 ? List.of(0xFFFF, 0xFFFF) : List.of(0xFFFF));
        net.wire.give(forge.seal(Packets.echoReply(request), ipv4 ? 4 : 41, 1));
        net.run();
        assertThat(net.host.sent()).as("nothing for the hosts").isEmpty();
        assertThat(net.events.take()).containsExactly("probe c0000001 3 4711 " + net.nowNs);
        assertThat(net.dropped(DropReason.PROBE)).isEqualTo(1);
        assertThat(DropReason.PROBE.isLoss()).isFalse();
    }

    /** A sum over what has its own checksum in it is all ones (RFC 1071). */
    private static List<Integer> sums(byte[] packet) {
        if (packet[0] >>> 4 == 4) {
            return List.of(Packets.sum(packet, 0, 20), Packets.sum(packet, 20, packet.length - 20));
        }
        int length = packet.length - 40;
        ByteBuffer summed = ByteBuffer.allocate(40 + length);
        summed.put(packet, 8, 32).putInt(length).putInt(58).put(packet, 40, length);
        return List.of(Packets.sum(summed.array(), 0, summed.capacity()));
    }

    @Test
    void leaveThePingsOfHostsAlone() throws Exception {
        net.dataplane.control().installInbound(OneGateway.sa(SPI, SUITE));
        byte[] request = request();
        byte[] reply = Packets.echoReply(request);
        byte[] other = Packets.echoReply(Probe.request(OURS, THEIRS, net.dataplane.probeToken() + 1, 3, 4711));
        byte[] shorter = Arrays.copyOf(reply, reply.length - 1);
        ByteBuffer.wrap(shorter).putShort(2, (short) shorter.length);
        byte[] theirRequest = reply.clone();
        theirRequest[20] = 8;
        net.wire.give(forge.seal(other, 4, 1));
        net.wire.give(forge.seal(shorter, 4, 2));
        net.wire.give(forge.seal(theirRequest, 4, 3));
        net.run();
        assertThat(net.host.sentBytes()).containsExactly(other, shorter, theirRequest);
        assertThat(net.events.take()).isEmpty();
    }

    @Test
    void mustComeFromWhereTheSaSaysTheyMay() throws Exception {
        net.dataplane.control().installInbound(OneGateway.sa(SPI, SUITE));
        InetAddress stranger = InetAddress.ofLiteral("10.9.0.1");
        byte[] forged = Packets.echoReply(Probe.request(OURS, stranger, net.dataplane.probeToken(), 3, 1));
        net.wire.give(forge.seal(forged, 4, 1));
        net.run();
        assertThat(net.dropped(DropReason.SELECTOR)).isEqualTo(1);
        assertThat(net.events.take()).isEmpty();
    }

    @Test
    void goByTheirChildWhateverPolicySays() throws Exception {
        net.dataplane.control().publishPolicy(List.of(Policy.discard(OneGateway.SELECTORS)));
        OutboundSlot standby = net.dataplane.control().newChild("standby");
        net.dataplane.control().activateOutbound(standby, OneGateway.sa(SPI, SUITE));
        byte[] request = request();
        assertThat(net.dataplane.injection().offer(standby, request)).isTrue();
        net.host.give(Packets.udp("10.1.0.1", "10.2.0.1", 7, 8, 60, 1));
        net.run();
        List<byte[]> sent = net.wire.sentBytes();
        assertThat(sent).hasSize(1);
        byte[] opened = Objects.requireNonNull(forge.open(sent.getFirst(), 1));
        assertThat(Arrays.copyOf(opened, request.length)).isEqualTo(request);
        assertThat(net.dropped(DropReason.POLICY_DISCARD))
                .as("policy still decides about what hosts send")
                .isEqualTo(1);
    }

    @Test
    void endWithoutAnSaAndWithoutRoom() throws Exception {
        while (net.dataplane.injection().offer(net.child, request())) {
            assertThat(net.dropped(DropReason.NO_OUTBOUND_SA)).isZero();
        }
        net.run();
        assertThat(net.dropped(DropReason.NO_OUTBOUND_SA)).isEqualTo(64);
        assertThat(net.events.take()).as("probes ask for no SA").isEmpty();
        assertThat(net.wire.sent()).isEmpty();
    }
}
