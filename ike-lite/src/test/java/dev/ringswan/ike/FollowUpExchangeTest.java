package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.TransformId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CREATE_CHILD_SA with additional key exchanges, message by message (RFC 9370 §2.2.4). */
final class FollowUpExchangeTest {
    private static final TransformSet ESP = ExchangeFixture.ESP_HYBRID;
    private static final TransformSet IKE = ExchangeFixture.IKE_HYBRID;
    private static final long PATIENCE_NS = Duration.ofSeconds(20).toNanos();

    @Test
    void rekeysAChildSaWithTheLastKeyExchange() {
        TwoPeers peers = peers(IKE, ESP).establish();
        int a0 = peers.alice.inbound.firstEntry().getKey();
        peers.alice.handle(new IkeInput.RekeyChild(a0), 5);

        // HDR, SK { N(REKEY_SA a0), SA a1, Ni, KEi, TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 3");
        assertThat(peers.bob.inbound).hasSize(1);
        // <-- HDR, SK { SA b1, Nr, KEr, TSi, TSr, N(ADDITIONAL_KEY_EXCHANGE: link) }
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 3");
        assertThat(peers.alice.inbound).hasSize(1);
        // HDR, SK { KEi(1), N(ADDITIONAL_KEY_EXCHANGE: link) } -->
        assertThat(peers.toBob()).isEqualTo("IKE_FOLLOWUP_KE request 4");
        assertThat(peers.bob.inbound).hasSize(2);
        assertThat(peers.bob.sending().spi()).as("Bob still sends on a0").isEqualTo(a0);
        // <-- HDR, SK { KEr(1) }
        assertThat(peers.toAlice()).isEqualTo("IKE_FOLLOWUP_KE response 4");
        assertThat(peers.alice.inbound).hasSize(2);
        // HDR, SK { D(a0) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 5");
        peers.run();

        assertThat(peers.alice.sending().suite()).isEqualTo(ESP);
        assertQuiet(peers);
    }

    @Test
    void makesANewChildSa() {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withEsp(ESP).withChildren(2),
                ExchangeFixture.bob().withEsp(ESP).withChildren(2));
        peers.initiate();
        peers.run();

        assertThat(peers.alice.names()).containsExactly("net0", "net1");
        assertThat(peers.alice.inbound.firstEntry().getValue().suite())
                .as("IKE_AUTH has no key exchange of its own")
                .isEqualTo(ExchangeFixture.ESP_GCM);
        assertThat(peers.alice.sending().suite()).isEqualTo(ESP);
        assertQuiet(peers);
    }

    @Test
    void rekeysTheIkeSa() {
        TwoPeers peers = peers(IKE, ESP).establish();
        for (int i = 1; i <= 3; i++) {
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);
            peers.toBob();
            peers.toAlice();
            assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i - 1);
            // HDR, SK { KEi(1), N(ADDITIONAL_KEY_EXCHANGE: link) } --> still on the old IKE SA
            assertThat(peers.toBob()).startsWith("IKE_FOLLOWUP_KE request ");
            peers.run();
            assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i);
            assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i);
            // The new IKE SA works, which needs the same keys.
            peers.bob.handle(
                    new IkeInput.RekeyChild(peers.bob.inbound.lastEntry().getKey()), 6);
            peers.run();
            assertQuiet(peers);
        }
        assertThat(peers.bob.event(IkeEvent.IkeRekeyed.class).suite()).endsWith("ADDKE1_ML_KEM_768");
    }

    @Test
    void doesAllSevenInTheirOrder() {
        KeyExchanges fakes = ExchangeFixture.FAKES;
        int[] methods = new int[7];
        for (int i = 0; i < methods.length; i++) {
            methods[i] = 107 - i;
            fakes = fakes.with(new FakeKeyExchange(methods[i]));
        }
        TransformSet seven = ExchangeFixture.hybrid(ExchangeFixture.ESP_GCM_PFS, methods);
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(seven),
                        ExchangeFixture.bob().withEsp(seven),
                        fakes,
                        1)
                .establish();
        rekeyChild(peers.bob);
        peers.toAlice();
        for (int id = 1; id <= methods.length; id++) {
            assertThat(peers.alice.inbound).hasSize(1);
            peers.toBob();
            assertThat(peers.toAlice()).isEqualTo("IKE_FOLLOWUP_KE request " + id);
        }
        peers.run();
        assertThat(peers.alice.inbound).hasSize(2);
        assertQuiet(peers);
    }

    @Test
    void fragmentsWhatIsLong() {
        KeyExchanges real = KeyExchanges.standard(WeakAlgorithms.REFUSED);
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withIke(IKE).withEsp(ESP),
                        ExchangeFixture.bob().withIke(IKE).withEsp(ESP),
                        real,
                        1)
                .establish();
        rekeyChild(peers.alice);
        peers.toBob();
        peers.toAlice();
        assertThat(peers.alice.sent).as("1,184 bytes of ML-KEM-768").hasSize(2);
        peers.run();
        assertThat(peers.alice.sending().suite()).isEqualTo(ESP);
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 6);
        peers.run();
        assertThat(peers.bob.reported(IkeEvent.IkeRekeyed.class)).isTrue();
        assertQuiet(peers);
    }

    @Test
    void takesAPlainProposalIfThePeerPrefersIt() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(ESP, ExchangeFixture.ESP_GCM_PFS),
                        ExchangeFixture.bob().withEsp(ExchangeFixture.ESP_GCM_PFS))
                .establish();
        rekeyChild(peers.alice);
        peers.toBob();
        peers.toAlice();
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 3");
        peers.run();
        assertThat(peers.alice.sending().suite()).isEqualTo(ExchangeFixture.ESP_GCM_PFS);
    }

    @Test
    void canInsist() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(ExchangeFixture.ESP_GCM_PFS),
                        ExchangeFixture.bob().withEsp(ESP))
                .establish();
        rekeyChild(peers.alice);
        peers.run();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
        assertThat(peers.alice.inbound).hasSize(1);
    }

    @Test
    void repeatsWhatGetsLost() {
        TwoPeers peers = peers(IKE, ESP).establish();
        rekeyChild(peers.alice);
        peers.toBob();
        peers.toAlice();
        peers.alice.sent.clear(); // HDR, SK { KEi(1), … }
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs() + 10);
        assertThat(peers.toBob()).isEqualTo("IKE_FOLLOWUP_KE request 4");
        List<Bytes> answer = contents(peers);
        peers.bob.sent.clear(); // HDR, SK { KEr(1) }
        peers.elapse(2 * ExchangeFixture.TIMERS.retransmitNs());
        peers.toBob();
        assertThat(contents(peers)).isEqualTo(answer);
        peers.run();
        assertThat(peers.bob.inbound).hasSize(2);
        assertQuiet(peers);
    }

    @Test
    void beginsAgainWhenThePeerHasForgottenIt() {
        TwoPeers peers = peers(IKE, ESP).establish();
        rekeyChild(peers.alice);
        peers.toBob();
        peers.toAlice();
        peers.alice.sent.clear();
        peers.bob.handle(new IkeInput.TimerElapsed(), peers.nowNs + PATIENCE_NS + 10);
        assertThat(peers.bob.reserved).as("given back").isEmpty();
        peers.elapse(PATIENCE_NS + 10);
        assertThat(peers.toBob()).isEqualTo("IKE_FOLLOWUP_KE request 4");
        // <-- HDR, SK { N(STATE_NOT_FOUND) }
        peers.run();
        assertThat(peers.alice.inbound).hasSize(1);
        assertThat(peers.alice.reserved).isEmpty();

        peers.elapse(2 * ExchangeFixture.TIMERS.retransmitNs());
        peers.run();
        assertThat(peers.alice.sending().suite()).isEqualTo(ESP);
        assertQuiet(peers);
    }

    @Test
    void givesUpWhenThePeerForgetsItAgainAndAgain() {
        TwoPeers peers = peers(IKE, ESP).establish();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);
        for (int i = 0; i < 10 && !peers.alice.reported(IkeEvent.Closed.class); i++) {
            peers.toBob();
            peers.toAlice();
            peers.bob.handle(new IkeInput.TimerElapsed(), peers.nowNs + PATIENCE_NS + 10);
            peers.run();
            peers.elapse(PATIENCE_NS + 20);
        }
        peers.run();
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("forgets");
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isTrue();
        assertThat(peers.alice.reported(IkeEvent.IkeRekeyed.class)).isFalse();
    }

    @Test
    void refusesABadValue() {
        KeyExchanges real = KeyExchanges.standard(WeakAlgorithms.REFUSED);
        KeyExchanges other = real.with(new FakeKeyExchange(TransformId.ML_KEM_768));
        TwoPeers peers = new TwoPeers(
                new Peer(
                        ExchangeFixture.alice().withEsp(ESP).config(ExchangeFixture.ALICE, ExchangeFixture.BOB, other),
                        1,
                        0xa0000),
                new Peer(
                        ExchangeFixture.bob().withEsp(ESP).config(ExchangeFixture.BOB, ExchangeFixture.ALICE, real),
                        2,
                        0xb0000));
        peers.establish();
        rekeyChild(peers.alice);
        peers.run();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("INVALID_SYNTAX");
        assertThat(peers.bob.event(IkeEvent.Ignored.class).reason()).contains("has 16 bytes instead of 1184");
        assertThat(peers.alice.reserved).isEmpty();
        assertThat(peers.bob.reserved).isEmpty();
        // The IKE SA stays.
        peers.bob.handle(new IkeInput.TerminateChild("tunnel", "net"), 9);
        peers.run();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isFalse();
    }

    @Test
    void stopsWhenTheOtherSideHasTheHigherNonces() {
        for (int seed = 1; seed <= 20; seed++) {
            TwoPeers peers = new TwoPeers(
                            ExchangeFixture.alice().withEsp(ESP),
                            ExchangeFixture.bob().withEsp(ESP),
                            ExchangeFixture.FAKES,
                            seed)
                    .establish();
            rekeyChild(peers.alice);
            rekeyChild(peers.bob);
            peers.toBob();
            peers.toAlice();
            peers.toBob();
            peers.toAlice();
            // Both have all four nonces: one goes on, the other one does not, as there is nothing to delete yet.
            assertThat(peers.alice.sent.size() + peers.bob.sent.size()).isEqualTo(1);
            peers.run();
            assertThat(peers.alice.inbound).hasSize(2);
            assertThat(peers.bob.inbound).hasSize(2);
            settle(peers);
            assertThat(peers.alice.inbound).hasSize(1);
            assertThat(peers.alice.reserved).isEmpty();
            assertThat(peers.bob.reserved).isEmpty();
            assertQuiet(peers);
        }
    }

    /** The peer's request was lost, and comes when ours is answered already: it must wait. */
    @Test
    void answersALateRequestWithTemporaryFailure() {
        for (boolean ike : new boolean[] {false, true}) {
            TwoPeers peers = peers(IKE, ESP).establish();
            rekey(peers.alice, ike);
            rekey(peers.bob, ike);
            var late = peers.bob.sent.remove();
            peers.toBob();
            peers.toAlice();
            peers.alice.handle(TwoPeers.arrival(late), peers.nowNs);
            // HDR, SK { KEi(1), … } --> and HDR, SK { N(TEMPORARY_FAILURE) } -->
            assertThat(peers.alice.sent).hasSize(2);
            assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("while we change");
            peers.run();
            settle(peers);
            assertThat(peers.alice.inbound).hasSize(1);
            assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(ike ? 1 : 0);
            assertQuiet(peers);
        }
    }

    @Test
    void makesNothingInAChildSaThatIsClosedMeanwhile() {
        TwoPeers peers = peers(IKE, ESP).establish();
        rekeyChild(peers.alice);
        peers.toBob();
        peers.toAlice();
        peers.bob.handle(new IkeInput.TerminateChild("tunnel", "net"), 6);
        // <-- HDR, SK { D(b0) } crosses HDR, SK { KEi(1), … } -->
        peers.run();
        settle(peers);
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.reserved).isEmpty();
        assertThat(peers.bob.reserved).isEmpty();
    }

    @Test
    void stopsWhenTheIkeSaIsTerminated() {
        for (boolean byAlice : new boolean[] {false, true}) {
            TwoPeers peers = peers(IKE, ESP).establish();
            rekeyChild(peers.alice);
            peers.toBob();
            (byAlice ? peers.alice : peers.bob).handle(new IkeInput.Terminate("tunnel"), 6);
            peers.run();
            assertThat(peers.alice.event(IkeEvent.Closed.class)).isNotNull();
            assertThat(peers.bob.event(IkeEvent.Closed.class)).isNotNull();
            assertThat(peers.alice.reserved).isEmpty();
            assertThat(peers.bob.reserved).isEmpty();
            peers.elapse(2 * ExchangeFixture.TIMERS.halfOpenNs());
            assertThat(peers.alice.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
            assertThat(peers.bob.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        }
    }

    private static TwoPeers peers(TransformSet ike, TransformSet esp) {
        return new TwoPeers(
                ExchangeFixture.alice().withIke(ike).withEsp(esp),
                ExchangeFixture.bob().withIke(ike).withEsp(esp));
    }

    private static void rekey(Peer peer, boolean ike) {
        if (ike) {
            peer.handle(new IkeInput.RekeyIke("tunnel"), 5);
        } else {
            rekeyChild(peer);
        }
    }

    private static void rekeyChild(Peer peer) {
        peer.handle(new IkeInput.RekeyChild(peer.inbound.lastEntry().getKey()), 5);
    }

    /** Long enough for whatever is deferred, and not so long that a peer is asked whether it lives. */
    private static void settle(TwoPeers peers) {
        for (int i = 0; i < 25; i++) {
            peers.elapse(Duration.ofSeconds(1).toNanos());
            peers.run();
        }
    }

    private static List<Bytes> contents(TwoPeers peers) {
        return peers.bob.sent.stream().map(sent -> sent.content()).toList();
    }

    private static void assertQuiet(TwoPeers peers) {
        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isFalse();
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isFalse();
        assertThat(peers.alice.reported(IkeEvent.ChildFailed.class)).isFalse();
        assertThat(peers.bob.reported(IkeEvent.ChildFailed.class)).isFalse();
        peers.assertAgreed();
    }
}
