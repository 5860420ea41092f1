package dev.ringswan.gateway.ike;

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
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.crypto.AeadProviders;
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
        Connection connection = settings.config().connections().getFirst();
        ChildConfig child = connection.children().getFirst();
        return new SaDescription(
                connection.name(),
                child.name(),
                spi,
                spi,
                child.proposals().getFirst(),
                Secret.copyOf(new byte[36]),
                Secret.copyOf(new byte[0]),
                connection.local(),
                connection.remote(),
                child.localSelectors(),
                child.remoteSelectors(),
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
}
