package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decisions are kept for runs of packets with the same selectors; this shows that they are not kept for longer. */
final class SelectorRunsTest {
    private static final int SPI = 0xC000_0001;

    @Test
    void decideEachPortWherePoliciesNamePorts() throws Exception {
        try (OneGateway gateway = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT)) {
            gateway.dataplane
                    .control()
                    .publishPolicy(List.of(
                            Policy.discard(TrafficSelectors.of("10.1.0.0/16", "10.2.0.0/16[udp/7]")),
                            Policy.protect(OneGateway.SELECTORS, gateway.child)));
            gateway.dataplane.control().activateOutbound(gateway.child, OneGateway.sa(SPI, EspSuite.AES128_GCM16));
            give(gateway.host, to(8), to(7), to(7), to(8), to(7));
            gateway.run();
            assertThat(gateway.wire.sent()).hasSize(2);
            assertThat(gateway.dropped(DropReason.POLICY_DISCARD)).isEqualTo(3);
        }
    }

    @Test
    void decideEachAddressAndFamily() throws Exception {
        try (OneGateway gateway = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT)) {
            gateway.dataplane.control().activateOutbound(gateway.child, OneGateway.sa(SPI, EspSuite.AES128_GCM16));
            give(
                    gateway.host,
                    to(8),
                    Packets.udp("10.1.0.1", "10.3.0.1", 1, 8, 60, 1),
                    Packets.udp("2001:db8:1::1", "2001:db8:2::1", 1, 8, 60, 1),
                    Packets.udp("2001:db8:1::1", "2001:db8:3::1", 1, 8, 60, 1),
                    Packets.udp("10.9.0.1", "10.2.0.1", 1, 8, 60, 1),
                    to(8));
            gateway.run();
            assertThat(gateway.wire.sent()).hasSize(3);
            assertThat(gateway.dropped(DropReason.POLICY_DISCARD)).isEqualTo(3);
        }
    }

    @Test
    void checkEachPacketAgainstTheSaItCameBy() throws Exception {
        try (OneGateway gateway = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT)) {
            gateway.dataplane.control().installInbound(OneGateway.sa(SPI, EspSuite.AES128_GCM16));
            byte[] key = OneGateway.key(EspSuite.AES128_GCM16, SPI);
            EspForge forge = new EspForge(Engines.fastest(), EspSuite.AES128_GCM16, key, SPI, true);
            byte[] good = Packets.udp("10.2.0.1", "10.1.0.1", 1, 8, 60, 1);
            byte[] bad = Packets.udp("10.3.0.1", "10.1.0.1", 1, 8, 60, 1);
            give(
                    gateway.wire,
                    forge.seal(good, 4, 1),
                    forge.seal(bad, 4, 2),
                    forge.seal(good, 4, 3),
                    forge.seal(bad, 4, 4));
            forge.close();
            gateway.run();
            assertThat(gateway.host.sentBytes()).containsExactly(good, good);
            assertThat(gateway.dropped(DropReason.SELECTOR)).isEqualTo(2);
        }
    }

    private static void give(ScriptedPort port, byte[]... packets) {
        for (byte[] packet : packets) {
            port.give(packet);
        }
    }

    private static byte[] to(int port) {
        return Packets.udp("10.1.0.1", "10.2.0.1", 1, port, 60, 1);
    }
}
