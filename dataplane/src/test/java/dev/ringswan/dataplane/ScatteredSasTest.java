package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.OutboundSlot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where many SAs take turns, lookups are made level by level for a whole burst, from the second burst on; this shows that the same
 * comes out as packet by packet, which is what the first burst gets.
 */
final class ScatteredSasTest {
    private static final int SPI = 0xC000_0000;
    private static final int SA_COUNT = 40;
    private static final int BURSTS = 4;
    private static final EspSuite SUITE = EspSuite.AES128_GCM16;

    @Test
    void decideOutboundAsOneByOne() throws Exception {
        try (OneGateway gateway = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT)) {
            List<Policy<OutboundSlot>> policies = new ArrayList<>();
            List<OutboundSlot> children = new ArrayList<>();
            policies.add(Policy.discard(TrafficSelectors.of("10.1.0.0/16", "10.2.0.5/32[udp/7]")));
            for (int i = 0; i < SA_COUNT; i++) {
                OutboundSlot child = gateway.dataplane.control().newChild("child-" + i);
                children.add(child);
                TrafficSelectors selectors = TrafficSelectors.of("10.1.0.0/16", "10.2.0." + i + "/32");
                policies.add(Policy.protect(selectors, child));
                if (i != 0) {
                    gateway.dataplane.control().activateOutbound(child, OneGateway.sa(SPI + i, SUITE));
                }
            }
            gateway.dataplane.control().publishPolicy(policies);
            for (int burst = 1; burst <= BURSTS; burst++) {
                for (int i = 0; i < SA_COUNT; i++) {
                    gateway.host.give(to("10.2.0." + i, 8)); // the child of the first has no SA
                }
                gateway.host.give(to("10.2.0.5", 7)); // to be discarded
                gateway.host.give(to("10.2.0.5", 8));
                gateway.host.give(to("10.3.0.1", 8)); // nothing matches
                gateway.host.give(new byte[] {0x45, 0, 0, 99}); // no packet
                gateway.host.give(to("10.2.0.6", 8));
                gateway.run();
                assertThat(gateway.wire.sent()).as("burst %d", burst).hasSize(SA_COUNT + 1);
                assertThat(gateway.dropped(DropReason.POLICY_DISCARD)).isEqualTo(2L * burst);
                assertThat(gateway.dropped(DropReason.NO_OUTBOUND_SA)).isEqualTo(burst);
                assertThat(gateway.dropped(DropReason.MALFORMED)).isEqualTo(burst);
            }
            for (OutboundSlot child : children) {
                long expected = child.current() == null ? 0 : BURSTS * (carriesTwo(child) ? 2 : 1);
                long sent =
                        child.current() == null ? 0 : child.current().counters().packets();
                assertThat(sent).as("%s", child).isEqualTo(expected);
            }
            assertThat(gateway.defects).isEmpty();
        }
    }

    private static boolean carriesTwo(OutboundSlot child) {
        return child.name().equals("child-5") || child.name().equals("child-6");
    }

    @Test
    void openInboundAsOneByOne() throws Exception {
        try (OneGateway gateway = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT)) {
            List<EspForge> forges = new ArrayList<>();
            for (int i = 0; i < SA_COUNT; i++) {
                int spi = SPI + i;
                gateway.dataplane.control().installInbound(OneGateway.sa(spi, SUITE));
                forges.add(new EspForge(Engines.fastest(), SUITE, OneGateway.key(SUITE, spi), spi, true));
            }
            EspForge stranger = new EspForge(Engines.fastest(), SUITE, OneGateway.key(SUITE, 1), SPI + 0x1000, true);
            byte[] packet = Packets.udp("10.2.0.1", "10.1.0.1", 1, 8, 60, 1);
            for (int burst = 1; burst <= BURSTS; burst++) {
                for (EspForge forge : forges) {
                    gateway.wire.give(forge.seal(packet, 4, burst));
                }
                gateway.wire.give(stranger.seal(packet, 4, burst));
                gateway.wire.give(forges.getFirst().seal(packet, 4, burst)); // once more
                gateway.run();
                assertThat(gateway.host.sentBytes())
                        .as("burst %d", burst)
                        .hasSize(SA_COUNT)
                        .containsOnly(packet);
                assertThat(gateway.dropped(DropReason.NO_SA)).isEqualTo(burst);
                assertThat(gateway.dropped(DropReason.REPLAY)).isEqualTo(burst);
            }
            forges.forEach(EspForge::close);
            stranger.close();
            assertThat(gateway.defects).isEmpty();
        }
    }

    private static byte[] to(String target, int port) {
        return Packets.udp("10.1.0.1", target, 1, port, 60, 1);
    }
}
