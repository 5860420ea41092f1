package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.ip.OuterHeaderRules.DontFragmentMode;
import dev.ringswan.dataplane.ip.OuterHeaderRules.EcnMode;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.testing.Hex;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands outside ESP: marks of the outer header, the IP header of transport mode, and what else a UDP port carries. */
final class OuterHeaderTest {
    private static final int SPI = 0xC000_0001;
    private static final EspSuite SUITE = EspSuite.AES128_GCM16;
    private static final byte[] OUT = Packets.udp("10.1.0.1", "10.2.0.1", 7, 8, 60, 1);
    private static final byte[] OUT6 = Packets.udp("2001:db8:1::1", "2001:db8:2::1", 7, 8, 60, 1);

    private final OneGateway net = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT.withMode(RunMode.INLINE));
    private final EspForge forge = new EspForge(Engines.fastest(), SUITE, OneGateway.key(SUITE, SPI), SPI, true);

    @AfterEach
    void close() {
        forge.close();
        net.close();
        assertThat(net.defects).isEmpty();
    }

    @Test
    void copiesDscpEcnAndDontFragment() throws Exception {
        ScriptedPort.Sent plain = send(OuterHeaderRules.COPY, Packets.withTrafficClass(OUT, 0xBA));
        assertThat(plain.trafficClass()).isEqualTo(0xBA);
        assertThat(plain.dontFragment()).isFalse();
        assertThat(plain.target()).isEqualTo(OneGateway.REMOTE);
        assertThat(send(OuterHeaderRules.COPY, Packets.withFragmentBits(OUT, 0x4000))
                        .dontFragment())
                .isTrue();
        ScriptedPort.Sent six = send(OuterHeaderRules.COPY, Packets.withTrafficClass(OUT6, 0x2D));
        assertThat(six.trafficClass()).isEqualTo(0x2D);
        assertThat(six.dontFragment()).isTrue();
    }

    @Test
    void setsDscpAndDontFragmentAsConfigured() throws Exception {
        OuterHeaderRules rules = new OuterHeaderRules(46, EcnMode.COMPATIBILITY, DontFragmentMode.SET);
        ScriptedPort.Sent sent = send(rules, Packets.withTrafficClass(OUT, 0x03));
        assertThat(sent.trafficClass()).isEqualTo(46 << 2);
        assertThat(sent.dontFragment()).isTrue();
        rules = new OuterHeaderRules(OuterHeaderRules.COPY_DSCP, EcnMode.NORMAL, DontFragmentMode.CLEAR);
        assertThat(send(rules, Packets.withFragmentBits(OUT, 0x4000)).dontFragment())
                .isFalse();
    }

    private ScriptedPort.Sent send(OuterHeaderRules rules, byte[] packet) throws Exception {
        net.dataplane
                .control()
                .activateOutbound(net.child, OneGateway.sa(SPI, SUITE).withOuterHeaderRules(rules));
        net.host.give(packet);
        net.run();
        List<ScriptedPort.Sent> sent = net.wire.sent();
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    /** RFC 6040 figure 4: rows inner, columns outer Not-ECT, ECT(1), ECT(0), CE; −1 drops. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0, -1", "1, 1, 1, 1, 3", "2, 2, 1, 2, 3", "3, 3, 3, 3, 3"})
    void bringsCongestionMarksIn(int inner, int notEct, int ect1, int ect0, int ce) throws Exception {
        net.dataplane.control().installInbound(OneGateway.sa(SPI, SUITE));
        int[] expected = {notEct, ect1, ect0, ce};
        for (boolean ipv4 : new boolean[] {true, false}) {
            byte[] clear = ipv4
                    ? Packets.udp("10.2.0.1", "10.1.0.1", 7, 8, 60, 1)
                    : Packets.udp("2001:db8:2::1", "2001:db8:1::1", 7, 8, 60, 1);
            for (int outer = 0; outer < 4; outer++) {
                byte[] packet = Packets.withTrafficClass(clear, 0xB8 | inner);
                net.wire.give(forge.seal(packet, ipv4 ? 4 : 41, 1 + outer + (ipv4 ? 0 : 4)), 0x28 | outer);
                net.run();
                if (expected[outer] < 0) {
                    assertThat(net.host.sent()).isEmpty();
                } else {
                    assertThat(net.host.sentBytes())
                            .containsExactly(Packets.withTrafficClass(clear, 0xB8 | expected[outer]));
                }
            }
        }
        assertThat(net.dropped(DropReason.ECN)).isEqualTo(ce < 0 ? 2 : 0);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8::a, 2001:db8::b"})
    void restoresHeaderAndAddressesInTransportMode(String source, String target) throws Exception {
        Endpoint local = Endpoint.of(source, 4500);
        Endpoint remote = Endpoint.of(target, 4500);
        SaParameters out = SaParameters.of(SPI, SUITE, OneGateway.key(SUITE, SPI), local, remote, OneGateway.ANYTHING)
                .withMode(SaMode.TRANSPORT);
        SaParameters in = SaParameters.of(SPI, SUITE, OneGateway.key(SUITE, SPI), remote, local, OneGateway.ANYTHING)
                .withMode(SaMode.TRANSPORT);
        net.dataplane.control().publishPolicy(List.of(Policy.protect(OneGateway.ANYTHING, net.child)));
        net.dataplane.control().activateOutbound(net.child, out);
        net.dataplane.control().installInbound(in);
        byte[] packet = Packets.withTrafficClass(Packets.udp(source, target, 7, 8, 333, 1), 0xB8);
        if (local.isIpv4()) { // as the receiver makes it: no identification, DF, TTL 64
            ByteBuffer.wrap(packet).putInt(4, 0);
            packet = Packets.withFragmentBits(packet, 0x4000);
        }
        net.host.give(packet);
        net.run();
        ScriptedPort.Sent sent = net.wire.sent().getFirst();
        assertThat(sent.trafficClass()).isEqualTo(0xB8);
        int header = local.isIpv4() ? 20 : 40;
        assertThat(sent.bytes()).hasSize(packet.length - header + SUITE.overhead(packet.length - header));
        net.wire.give(sent.bytes(), sent.trafficClass(), local);
        net.run();
        List<byte[]> delivered = net.host.sentBytes();
        assertThat(net.dataplane.inboundCounters().drops().nonZero()).isEmpty();
        assertThat(delivered).hasSize(1);
        assertThat(Hex.of(delivered.getFirst())).isEqualTo(Hex.of(packet));
    }

    /** RFC 3948 §3.1.2: the checksum covered addresses that the receiver never sees. */
    @ParameterizedTest
    @CsvSource({"6, 16, 0, true", "17, 6, 0, true", "17, 6, 0, false", "132, 6, 0, false", "17, 6, 1000, false"})
    void mendsChecksumsBehindANat(int protocol, int checksumAt, int udpLength, boolean mended) throws Exception {
        Endpoint local = Endpoint.of("192.0.2.1", 4500);
        Endpoint nat = Endpoint.of("198.51.100.7", 61_000);
        net.dataplane
                .control()
                .installInbound(SaParameters.of(SPI, SUITE, OneGateway.key(SUITE, SPI), local, nat, OneGateway.ANYTHING)
                        .withMode(SaMode.TRANSPORT));
        byte[] segment = new byte[81];
        new Random(protocol).nextBytes(segment);
        if (protocol == 6) {
            ByteBuffer.wrap(segment).putShort(12, (short) 0x5010); // a plain ACK, whose options nobody clamps
        } else if (protocol == 17) {
            ByteBuffer.wrap(segment).putShort(4, (short) (udpLength == 0 ? segment.length : udpLength));
        }
        int checksum = mended || udpLength != 0 || protocol != 17 ? 0x1234 : 0;
        ByteBuffer.wrap(segment).putShort(checksumAt, (short) checksum);
        net.wire.give(forge.seal(segment, protocol, 1), 0, nat);
        net.run();
        assertThat(net.dataplane.inboundCounters().drops().nonZero()).isEmpty();
        byte[] delivered = net.host.sentBytes().getFirst();
        byte[] pseudo = new byte[12 + segment.length + 1]; // even
        System.arraycopy(delivered, 12, pseudo, 0, 8);
        ByteBuffer.wrap(pseudo).putShort(8, (short) protocol).putShort(10, (short) segment.length);
        System.arraycopy(delivered, 20, pseudo, 12, segment.length);
        int left = ByteBuffer.wrap(delivered).getShort(20 + checksumAt) & 0xFFFF;
        if (mended) {
            assertThat(Packets.sum(pseudo, 0, pseudo.length)).isEqualTo(0xFFFF);
        } else {
            assertThat(left).isEqualTo(checksum);
        }
        ByteBuffer.wrap(delivered).putShort(20 + checksumAt, (short) checksum);
        assertThat(delivered).endsWith(segment); // and nothing else has changed
    }

    @Test
    void handsIkeOnWithItsSourceAndEndsKeepalives() throws Exception {
        Endpoint elsewhere = Endpoint.of("198.51.100.7", 61_000);
        net.wire.give(Hex.bytes("00000000 2122232425262728"), 0, elsewhere);
        net.wire.give(Hex.bytes("ff"));
        net.wire.give(Hex.bytes("00000000"));
        net.run();
        assertThat(net.events.take()).containsExactly("control 0 198.51.100.7:61000 2122232425262728");
        assertThat(net.dataplane.inboundCounters().drops().nonZero())
                .isEqualTo(Map.of(DropReason.CONTROL, 1L, DropReason.KEEPALIVE, 1L, DropReason.MALFORMED, 1L));
    }

    @Test
    void knowsNoMarkerOnARawPort() throws Exception {
        try (OneGateway raw =
                new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT.withMode(RunMode.INLINE), false, null)) {
            raw.wire.give(Hex.bytes("00000000 2122232425262728"));
            raw.wire.give(Hex.bytes("ff"));
            raw.run();
            assertThat(raw.events.take()).isEmpty();
            assertThat(raw.dataplane.inboundCounters().drops().nonZero())
                    .isEqualTo(Map.of(DropReason.NO_SA, 1L, DropReason.MALFORMED, 1L));
        }
    }

    @Test
    void bypassesInClearWherePolicySaysSo() throws Exception {
        ScriptedPort clear = new ScriptedPort(OneGateway.LOCAL);
        try (OneGateway open =
                new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT.withMode(RunMode.INLINE), true, clear)) {
            TrafficSelectors dns = TrafficSelectors.of("10.1.0.0/16", "10.2.0.53");
            open.dataplane
                    .control()
                    .publishPolicy(List.of(Policy.bypass(dns), Policy.protect(OneGateway.SELECTORS, open.child)));
            open.dataplane.control().activateOutbound(open.child, OneGateway.sa(SPI, SUITE));
            byte[] question = Packets.udp("10.1.0.1", "10.2.0.53", 7, 53, 60, 1);
            open.host.give(question);
            open.host.give(OUT);
            open.run();
            assertThat(clear.sentBytes()).containsExactly(question);
            List<byte[]> sent = open.wire.sentBytes();
            assertThat(sent).hasSize(1);
            assertThat(forge.open(sent.getFirst(), 1)).isEqualTo(forge.withTrailer(OUT, 4));
            assertThat(open.dataplane.outboundCounters().packets()).isEqualTo(2);
        }
    }

    @Test
    void reportsAPeerThatMovedOnce() throws Exception {
        net.dataplane.control().installInbound(OneGateway.sa(SPI, SUITE));
        Endpoint elsewhere = Endpoint.of("198.51.100.7", 61_000);
        byte[] inner = Packets.udp("10.2.0.1", "10.1.0.1", 7, 8, 60, 1);
        net.wire.give(forge.seal(inner, 4, 1), 0, elsewhere);
        net.wire.give(forge.seal(inner, 4, 2), 0, elsewhere);
        byte[] broken = forge.seal(inner, 4, 3);
        broken[broken.length - 1] ^= 1;
        net.wire.give(broken, 0, Endpoint.of("203.0.113.1", 1));
        net.run();
        assertThat(net.host.sent()).hasSize(2);
        assertThat(net.events.take()).containsExactly("moved c0000001 198.51.100.7:61000");
    }
}
