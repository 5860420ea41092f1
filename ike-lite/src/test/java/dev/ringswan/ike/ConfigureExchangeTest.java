package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration is read again while connections are up. */
final class ConfigureExchangeTest {
    private final TwoPeers peers = TwoPeers.established();

    @Test
    void keepsWhatIsAsBefore() {
        // Read again, so that nothing is the same object.
        peers.alice.handle(new IkeInput.Configure(config(ExchangeFixture.alice())), 5);

        assertThat(peers.alice.sent).isEmpty();
        peers.assertAgreed();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 6);
        peers.run();
        assertThat(peers.alice.inbound).hasSize(2);
        peers.assertAgreed();
    }

    @Test
    void deletesWhatHasChanged() {
        peers.alice.handle(new IkeInput.Configure(config(ExchangeFixture.alice().withSharedKey("another secret"))), 5);
        // At once, whether or not the peer answers.
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
        // HDR, SK { D(IKE) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 2");
        peers.run();

        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).isEqualTo("its configuration has changed");
        assertThat(peers.bob.inbound).isEmpty();
        // The new one counts from now on.
        peers.initiate();
        peers.run();
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("pre-shared key");
    }

    @Test
    void takesNothingMoreIntoWhatHasChanged() {
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        peers.toBob();
        peers.alice.handle(new IkeInput.Configure(config(ExchangeFixture.alice().withSharedKey("another secret"))), 6);
        // What either side has asked for before is on its way.
        peers.bob.handle(new IkeInput.RekeyChild(peers.bob.inbound.lastEntry().getKey()), 6);
        peers.toAlice();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.outbound).isEmpty();
        peers.run();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.reserved).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
    }

    @Test
    void deletesWhatIsConfiguredNoMore() {
        IkeConfig before = config(ExchangeFixture.alice());
        peers.alice.handle(
                new IkeInput.Configure(new IkeConfig(
                        List.of(),
                        before.timers(),
                        before.keyExchanges(),
                        before.weakAlgorithms(),
                        before.cookieThreshold(),
                        before.halfOpenMax(),
                        before.ikeSasMax(),
                        before.datagramLengthMax())),
                5);
        peers.run();

        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        peers.initiate();
        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("is not configured");
    }

    private static IkeConfig config(ExchangeFixture.Options options) {
        return options.config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES);
    }
}
