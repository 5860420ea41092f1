package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.policy.PolicyTable;
import dev.ringswan.dataplane.sa.GracePeriod;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.config.PublicSettings;
import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.TrafficSelector;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of SAs that the data plane cannot have. */
class NegotiatedChildrenTest {
    private static final int CAPACITY = 4;

    private final IkeSettings settings = ConnectionKeeperTest.settings("");
    private final SaControl control = new SaControl(
            new InboundSaTable(CAPACITY),
            new PolicyTable<>(),
            AeadProviders.select("jca"),
            new boolean[] {true},
            new GracePeriod(),
            new GracePeriod(),
            () -> 1,
            new SecureRandom());

    private SaDescription description(int spi) {
        return description(spi, spi, "10.2.0.0");
    }

    /** One of a peer that is a single host. */
    private SaDescription description(int spi, int pairSpi, String peerHost) {
        TrafficSelector host = TrafficSelector.of(InetAddress.ofLiteral(peerHost), InetAddress.ofLiteral(peerHost));
        Connection connection = settings.config().connections().getFirst();
        ChildConfig child = connection.children().getFirst();
        return new SaDescription(
                connection.name(),
                child.name(),
                spi,
                pairSpi,
                child.proposals().getFirst(),
                Secret.copyOf(new byte[36]),
                Secret.copyOf(new byte[0]),
                connection.local().withPort(TransportAddress.NAT_PORT),
                connection.remote().withPort(TransportAddress.NAT_PORT),
                child.localSelectors(),
                List.of(host),
                true,
                false);
    }

    @Test
    void givesBackTheSpiOfWhatCannotBeInstalled() {
        PublicSettings noPorts = new PublicSettings(List.of(), List.of(), List.of(), null);
        NegotiatedChildren children = new NegotiatedChildren(settings, noPorts, control, List.of(), new Random(1));
        for (int i = 0; i <= CAPACITY; i++) {
            int spi = control.allocateSpi();
            assertThatThrownBy(() -> children.installInbound(description(spi), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("public");
            // The peer may move before the child is deleted.
            assertThatCode(() -> children.moveOutbound(spi, description(spi).remote()))
                    .doesNotThrowAnyException();
            children.removeInbound(spi);
        }
    }

    @Test
    void stopsNothingOfAPeerThatHasTheSameSpi() {
        PublicSettings port = new PublicSettings(List.of(Endpoint.of("192.0.2.1", 4500)), List.of(), List.of(), null);
        NegotiatedChildren children = new NegotiatedChildren(settings, port, control, List.of(), new Random(1));
        int sameSpi = 0x1234;
        int first = control.allocateSpi();
        int second = control.allocateSpi();
        children.installInbound(description(first, sameSpi, "10.2.0.1"), 1);
        children.activateOutbound(description(sameSpi, first, "10.2.0.1"));
        children.installInbound(description(second, sameSpi, "10.2.0.2"), 1);
        children.activateOutbound(description(sameSpi, second, "10.2.0.2"));

        assertThat(children.removeOutbound(second)).isPresent();
        assertThat(children.pair(first).use()).isEqualTo(PairReport.Use.CURRENT);
        assertThat(children.removeOutbound(second)).isEmpty();
        assertThat(children.removeOutbound(first)).isPresent();
    }
}
