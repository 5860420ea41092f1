package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import org.junit.jupiter.api.Test;

/** CREATE_CHILD_SA that rekeys, message by message (RFC 7296 §2.8): the new pair is ready before the old one goes. */
final class ChildExchangeTest {
    @Test
    void rekeysMakeBeforeBreak() {
        TwoPeers peers = TwoPeers.established();
        rekeysMakeBeforeBreak(peers);
    }

    @Test
    void rekeysWithForwardSecrecy() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(ExchangeFixture.ESP_GCM_PFS),
                        ExchangeFixture.bob().withEsp(ExchangeFixture.ESP_GCM_PFS))
                .establish();
        rekeysMakeBeforeBreak(peers);

        assertThat(peers.alice.sending().suite()).isEqualTo(ExchangeFixture.ESP_GCM_PFS);
    }

    private static void rekeysMakeBeforeBreak(TwoPeers peers) {
        int a0 = peers.alice.inbound.firstEntry().getKey();
        int b0 = peers.bob.inbound.firstEntry().getKey();
        peers.alice.handle(new IkeInput.RekeyChild(a0), 5);

        // HDR, SK { N(REKEY_SA a0), SA a1, Ni, TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 2");
        assertThat(peers.bob.inbound).hasSize(2);
        assertThat(peers.bob.sending().spi()).as("Bob still sends on a0").isEqualTo(a0);
        // <-- HDR, SK { SA b1, Nr, TSi, TSr }
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 2");
        assertThat(peers.alice.inbound).hasSize(2);
        assertThat(peers.alice.sending().spi()).as("Alice sends on b1").isNotEqualTo(b0);
        peers.assertAgreed();
        // HDR, SK { D(a0) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 3");
        assertThat(peers.bob.sending().spi()).as("Bob sends on a1").isNotEqualTo(a0);
        assertThat(peers.bob.inbound).as("Bob still receives on b0").containsKey(b0);
        peers.assertAgreed();
        // <-- HDR, SK { D(b0) }
        assertThat(peers.toAlice()).isEqualTo("INFORMATIONAL response 3");
        assertThat(peers.alice.inbound).as("Alice still receives on a0").containsKey(a0);
        assertThat(peers.alice.outbound).hasSize(1);
        assertThat(peers.bob.outbound).hasSize(1);

        peers.elapse(ExchangeFixture.TIMERS.overlapNs() + 10);
        assertThat(peers.alice.inbound).hasSize(1).doesNotContainKey(a0);
        assertThat(peers.bob.inbound).hasSize(1).doesNotContainKey(b0);
        peers.assertAgreed();
    }

    @Test
    void rekeysWhenTheLifetimeEnds() {
        TwoPeers peers = TwoPeers.established();
        int b0 = peers.bob.inbound.firstEntry().getKey();
        peers.bob.handle(new IkeInput.LifetimeReached(b0, false), 5);
        peers.run();

        assertThat(peers.bob.inbound).hasSize(2);
        peers.assertAgreed();
    }

    @Test
    void triesAgainLaterWhenBothRekeyAtTheSameTime() {
        TwoPeers peers = TwoPeers.established();
        int a0 = peers.alice.inbound.firstEntry().getKey();
        int b0 = peers.bob.inbound.firstEntry().getKey();
        peers.alice.handle(new IkeInput.RekeyChild(a0), 5);
        peers.bob.handle(new IkeInput.RekeyChild(b0), 5);

        // HDR, SK { N(REKEY_SA a0), … } --> and <-- HDR, SK { N(REKEY_SA b0), … } cross; both: N(TEMPORARY_FAILURE)
        peers.run();
        assertThat(peers.alice.inbound).hasSize(1);
        peers.assertAgreed();

        peers.nowNs = Math.min(peers.alice.nextDeadlineNs(), peers.bob.nextDeadlineNs());
        peers.elapse(0);
        peers.run();
        assertThat(peers.alice.inbound).hasSize(2);
        peers.elapse(2 * ExchangeFixture.TIMERS.overlapNs());
        peers.run();
        peers.elapse(2 * ExchangeFixture.TIMERS.overlapNs());
        peers.run();
        assertThat(peers.alice.inbound).hasSize(1);
        assertThat(peers.bob.inbound).hasSize(1);
        peers.assertAgreed();
    }

    @Test
    void rekeysNothingThatDoesNotExist() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.RekeyChild(4_711), 5);

        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.alice.reported(IkeEvent.ChildFailed.class)).isFalse();
    }
}
