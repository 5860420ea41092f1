package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CREATE_CHILD_SA that rekeys the IKE SA, message by message (RFC 7296 §1.3.2, §2.18). */
final class RekeyIkeExchangeTest {
    private static final TransformSet OTHER_PRF = TransformSet.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 256),
            Transform.of(TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_256_128),
            Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_512),
            Transform.of(TransformType.KEY_EXCHANGE, TransformId.CURVE25519));

    @Test
    void movesTheChildrenWithoutTouchingThem() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withChildren(2),
                        ExchangeFixture.bob().withChildren(2))
                .establish();
        List<Integer> inbound = List.copyOf(peers.alice.inbound.keySet());
        List<Integer> outbound = List.copyOf(peers.alice.outbound.keySet());
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);

        // HDR, SK { SA, Ni, KEi } -->
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 3");
        assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isEqualTo(1);
        // <-- HDR, SK { SA, Nr, KEr }
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 3");
        assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(1);
        // HDR, SK { D(IKE) } --> on the old IKE SA
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 4");
        // <-- HDR, SK {}
        assertThat(peers.toAlice()).isEqualTo("INFORMATIONAL response 4");

        assertQuiet(peers);
        assertThat(peers.alice.inbound.keySet()).containsExactlyElementsOf(inbound);
        assertThat(peers.alice.outbound.keySet()).containsExactlyElementsOf(outbound);
        // On the new IKE SA message IDs begin again, from both sides, and the children are there.
        peers.bob.handle(new IkeInput.RekeyChild(peers.bob.inbound.firstEntry().getKey()), 6);
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA request 0");
        peers.run();
        peers.alice.handle(new IkeInput.RekeyChild(inbound.getLast()), 7);
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 0");
        peers.run();
        assertThat(peers.alice.inbound).hasSize(4);
        peers.assertAgreed();
    }

    @Test
    void rekeysAgainAndAgainFromBothSides() {
        TwoPeers peers = TwoPeers.established();
        for (int i = 1; i <= 6; i++) {
            Peer peer = i % 2 == 0 ? peers.alice : peers.bob;
            peer.handle(new IkeInput.RekeyIke("tunnel"), 5);
            peers.run();
            assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i);
            assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i);
        }
        assertQuiet(peers);
        peers.bob.handle(new IkeInput.Terminate("tunnel"), 9);
        peers.run();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.count(IkeEvent.Closed.class)).isEqualTo(1);
        assertThat(peers.bob.count(IkeEvent.Closed.class)).isEqualTo(1);
        peers.elapse(ExchangeFixture.TIMERS.halfOpenNs());
        assertThat(peers.alice.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(peers.bob.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    /** A peer that has proven who it is could fill the memory otherwise. */
    @Test
    void limitsHowManyIkeSasAPeerMakesByRekeying() {
        TwoPeers peers = TwoPeers.established();
        int made = rekeyUntilRefused(peers);

        assertThat(made).isEqualTo(63);
        assertThat(peers.bob.event(IkeEvent.Ignored.class).reason())
                .contains("too many")
                .contains("64 made of this one");
        assertThat(peers.alice.reported(IkeEvent.IkeRekeyFailed.class)).isFalse();
        // Those that are closed are forgotten after a while, and then there is room.
        peers.elapse(ExchangeFixture.TIMERS.halfOpenNs() + 1);
        peers.run();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
        peers.run();
        assertThat(peers.bob.count(IkeEvent.IkeRekeyed.class)).isGreaterThan(made);
        assertQuiet(peers);
    }

    @Test
    void limitsIkeSasInAllWithSomeRoomForRekeying() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withLimits(10, 16)).establish();
        // The first, and then up to 16 + 2 + 1.
        assertThat(rekeyUntilRefused(peers)).isEqualTo(18);
        peers.assertAgreed();
    }

    private static int rekeyUntilRefused(TwoPeers peers) {
        for (int made = 0; made < 1_000; made++) {
            peers.alice.handle(new IkeInput.RekeyIke("tunnel"), peers.nowNs);
            peers.run();
            if (peers.bob.count(IkeEvent.IkeRekeyed.class) == made) {
                return made;
            }
        }
        throw new AssertionError("there is no limit");
    }

    @Test
    void changesThePrfOnTheWay() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withIke(OTHER_PRF, ExchangeFixture.IKE_X25519),
                        ExchangeFixture.bob().withIke(ExchangeFixture.IKE_X25519, OTHER_PRF),
                        KeyExchanges.standard(WeakAlgorithms.REFUSED),
                        3)
                .establish();
        assertThat(peers.bob.event(IkeEvent.Established.class).suite()).contains("SHA2_256");
        // The responder chooses: Alice prefers the other one.
        peers.bob.handle(new IkeInput.RekeyIke("tunnel"), 5);
        peers.run();

        assertThat(peers.alice.event(IkeEvent.IkeRekeyed.class).suite()).contains("PRF_HMAC_SHA2_512");
        assertThat(peers.bob.event(IkeEvent.IkeRekeyed.class).suite()).contains("PRF_HMAC_SHA2_512");
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 6);
        peers.run();
        peers.assertAgreed();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 7);
        peers.run();
        assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(2);
        assertQuiet(peers);
    }

    @Test
    void triesAnotherGroupWhenThePeerWantsIt() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withIke(ExchangeFixture.ike(31, 19)),
                        ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256))
                .establish();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);

        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 2");
        // <-- HDR, SK { N(INVALID_KE_PAYLOAD) }
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 2");
        assertThat(peers.alice.reported(IkeEvent.IkeRekeyed.class)).isFalse();
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 3");
        peers.run();

        assertThat(peers.alice.reported(IkeEvent.IkeRekeyed.class)).isTrue();
        assertQuiet(peers);
    }

    @Test
    void rekeysBeforeTheLifetimeEnds() {
        IkeLifetime lifetime = lifetime(50, 10, 70);
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice().withLifetime(lifetime), ExchangeFixture.bob()).establish();
        for (int i = 1; i <= 5; i++) {
            long dueNs = peers.alice.nextDeadlineNs();
            assertThat(dueNs - peers.nowNs)
                    .isBetween(
                            Duration.ofSeconds(40).toNanos(),
                            Duration.ofSeconds(50).toNanos());
            peers.nowNs = dueNs;
            peers.elapse(0);
            peers.run();
            assertThat(peers.alice.count(IkeEvent.IkeRekeyed.class)).isEqualTo(i);
            // What is closed is forgotten after a while.
            peers.nowNs += ExchangeFixture.TIMERS.halfOpenNs();
            peers.elapse(0);
            peers.run();
            peers.nowNs -= ExchangeFixture.TIMERS.halfOpenNs();
        }
        assertQuiet(peers);
    }

    @Test
    void endsWithItsLifetime() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withLifetime(lifetime(0, 0, 40)), ExchangeFixture.bob())
                .establish();
        peers.elapse(Duration.ofSeconds(40).toNanos());
        // HDR, SK { D(IKE) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 2");
        peers.run();

        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).isEqualTo("its lifetime has ended");
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.inbound).isEmpty();
    }

    @Test
    void survivesThatTheResponseGetsLost() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);
        peers.toBob();
        peers.bob.sent.remove();
        // Bob has the new IKE SA and uses it, but Alice does not know it yet.
        peers.bob.handle(new IkeInput.RekeyChild(peers.bob.inbound.firstEntry().getKey()), 6);
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA request 0");
        assertThat(peers.alice.sent).isEmpty();

        peers.elapse(ExchangeFixture.TIMERS.retransmitNs() + 10);
        peers.run();

        assertThat(peers.alice.reported(IkeEvent.IkeRekeyed.class)).isTrue();
        assertThat(peers.alice.inbound).hasSize(1);
        peers.elapse(2 * ExchangeFixture.TIMERS.retransmitNs());
        peers.run();
        assertThat(peers.alice.inbound).hasSize(2);
        assertQuiet(peers);
    }

    @Test
    void closesTheOldOneWhenThePeerForgetsTo() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);
        peers.toBob();
        peers.toAlice();
        peers.alice.sent.remove();
        long endNs = peers.nowNs + ExchangeFixture.TIMERS.spanNs() + 10;
        while (peers.bob.nextDeadlineNs() <= endNs) {
            peers.nowNs = peers.bob.nextDeadlineNs();
            peers.bob.handle(new IkeInput.TimerElapsed(), peers.nowNs);
            if (!peers.bob.sent.isEmpty()) {
                peers.toAlice();
                peers.alice.sent.clear();
            }
        }
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isFalse();
        peers.assertAgreed();
    }

    @Test
    void deletesBothWhenItIsTerminatedMeanwhile() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.RekeyIke("tunnel"), 5);
        peers.alice.handle(new IkeInput.Terminate("tunnel"), 5);
        peers.run();

        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.count(IkeEvent.Closed.class)).isEqualTo(1);
        assertThat(peers.bob.count(IkeEvent.Closed.class)).isEqualTo(1);
        peers.elapse(ExchangeFixture.TIMERS.halfOpenNs());
        assertThat(peers.alice.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    private static IkeLifetime lifetime(int rekeySeconds, int jitterSeconds, int hardSeconds) {
        return new IkeLifetime(
                Duration.ofSeconds(rekeySeconds).toNanos(),
                Duration.ofSeconds(jitterSeconds).toNanos(),
                Duration.ofSeconds(hardSeconds).toNanos());
    }

    private static void assertQuiet(TwoPeers peers) {
        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isFalse();
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isFalse();
        peers.assertAgreed();
    }
}
