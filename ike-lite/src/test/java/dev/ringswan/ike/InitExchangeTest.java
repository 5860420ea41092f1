package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.wire.Bytes;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** IKE_SA_INIT, message by message (RFC 7296 §1.2). */
final class InitExchangeTest {
    private static final String NOTIFIES =
            " N(NAT_DETECTION_SOURCE_IP) N(NAT_DETECTION_DESTINATION_IP) N(IKEV2_FRAGMENTATION_SUPPORTED)"
                    + " N(SIGNATURE_HASH_ALGORITHMS) ]";

    @Test
    void agreesOnKeys() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();

        // HDR, SAi1, KEi, Ni, N(NATD_S), N(NATD_D), N(FRAG), N(HASH) -->
        assertThat(peers.toBob()).isEqualTo("IKE_SA_INIT request 0 [ SA KE No" + NOTIFIES);
        // <-- HDR, SAr1, KEr, Nr, …
        assertThat(peers.toAlice()).isEqualTo("IKE_SA_INIT response 0 [ SA KE No" + NOTIFIES);
        // HDR, SK { IDi, … } --> stays at port 500: there is no NAT
        assertThat(peers.alice.sent.getFirst().remote()).isEqualTo(ExchangeFixture.BOB);
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 1");
    }

    /** Otherwise anybody who sends first messages in the peer's name could keep the connection down. */
    @Test
    void initiatesWhileAnInitiatorHasNotShownWhoItIs() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        // HDR, SAi1, KEi, Ni --> and then Alice is silent
        peers.toBob();
        peers.bob.sent.clear();

        // <-- HDR, SAi1, KEi, Ni
        peers.bob.handle(new IkeInput.Initiate("tunnel"), peers.nowNs);
        assertThat(peers.toAlice()).startsWith("IKE_SA_INIT request 0");
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void triesAnotherGroupWhenThePeerWantsIt() {
        TwoPeers peers = new TwoPeers(
                ExchangeFixture.alice().withIke(ExchangeFixture.ike(31, 19)),
                ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256));
        peers.initiate();

        // HDR, SAi1 (X25519, ECP-256), KEi (X25519), Ni -->
        peers.toBob();
        // <-- HDR, N(INVALID_KE_PAYLOAD)
        assertThat(peers.toAlice()).isEqualTo("IKE_SA_INIT response 0 [ N(INVALID_KE_PAYLOAD) ]");
        // HDR, SAi1 (the same), KEi (ECP-256), Ni -->
        assertThat(peers.toBob()).startsWith("IKE_SA_INIT request 0 [ SA KE No");
        peers.run();

        peers.assertAgreed();
        assertThat(peers.alice.event(IkeEvent.Established.class).suite()).contains("ECP_256");
    }

    @Test
    void doesNotLetThePeerAskForAGroupThatWasNotOffered() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        // Bob answers another request with the same SPI: the streams of both Alices begin alike.
        TwoPeers forged = new TwoPeers(
                ExchangeFixture.alice().withIke(ExchangeFixture.ike(31, 19)),
                ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256));
        forged.initiate();
        forged.toBob();
        peers.alice.handle(TwoPeers.arrival(forged.bob.sent.remove()), 1);

        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("which was not offered");
    }

    @Test
    void saysWhyNoProposalMatches() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256));
        peers.initiate();

        peers.toBob();
        // <-- HDR, N(NO_PROPOSAL_CHOSEN)
        assertThat(peers.toAlice()).isEqualTo("IKE_SA_INIT response 0 [ N(NO_PROPOSAL_CHOSEN) ]");

        assertThat(peers.bob.event(IkeEvent.Refused.class).reason())
                .contains("KE offered is [CURVE25519], configured is [ECP_256]");
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
        assertThat(peers.alice.inbound).isEmpty();
    }

    @Test
    void wantsACookieBackFromStrangersUnderLoad() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withCookieThreshold(0));
        peers.initiate();

        peers.toBob();
        // <-- HDR, N(COOKIE)
        assertThat(peers.toAlice()).isEqualTo("IKE_SA_INIT response 0 [ N(COOKIE) ]");
        // HDR, N(COOKIE), SAi1, KEi, Ni -->
        assertThat(peers.toBob()).startsWith("IKE_SA_INIT request 0 [ N(COOKIE) SA KE No");
        peers.run();

        peers.assertAgreed();
    }

    @Test
    void takesNoCookieOfSomebodyElse() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob().withCookieThreshold(0));
        peers.initiate();
        peers.toBob();
        peers.toAlice();

        var stolen = peers.alice.sent.remove();
        TransportAddress elsewhere = new TransportAddress(ExchangeFixture.address(192, 0, 2, 66), 500);
        peers.bob.handle(new IkeInput.Datagram(ExchangeFixture.BOB, elsewhere, stolen.content()), 2);

        assertThat(TwoPeers.describe(peers.bob.sent.remove())).isEqualTo("IKE_SA_INIT response 0 [ N(COOKIE) ]");
    }

    @Test
    void movesToPort4500BehindANat() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        var first = peers.alice.sent.remove();
        TransportAddress mapped = ExchangeFixture.ALICE.withPort(1_024);
        peers.bob.handle(new IkeInput.Datagram(ExchangeFixture.BOB, mapped, first.content()), 1);
        var answer = peers.bob.sent.remove();
        assertThat(answer.remote()).isEqualTo(mapped);
        peers.alice.handle(new IkeInput.Datagram(ExchangeFixture.ALICE, ExchangeFixture.BOB, answer.content()), 1);

        assertThat(peers.alice.sent.getFirst().remote()).isEqualTo(ExchangeFixture.BOB.withPort(4_500));
        assertThat(peers.alice.sent.getFirst().local()).isEqualTo(ExchangeFixture.ALICE.withPort(4_500));
        peers.run();

        peers.assertAgreed();
        assertThat(peers.alice.sending().encapsulated()).isTrue();
        assertThat(peers.bob.sending().encapsulated()).isTrue();
    }

    @Test
    void answersARepeatedRequestWithTheSameBytes() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        var request = peers.alice.sent.getFirst();
        peers.toBob();
        peers.bob.handle(TwoPeers.arrival(request), 2);

        assertThat(peers.bob.sent).hasSize(2);
        assertThat(peers.bob.sent.getFirst()).isEqualTo(peers.bob.sent.getLast());
    }

    @Test
    void repeatsItsRequestUntilItGivesUp() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        while (peers.alice.nextDeadlineNs() < Long.MAX_VALUE && !peers.alice.reported(IkeEvent.Closed.class)) {
            peers.nowNs = peers.alice.nextDeadlineNs();
            peers.elapse(0);
        }

        assertThat(peers.alice.sent)
                .hasSize(1 + ExchangeFixture.TIMERS.retransmission().repetitions());
        assertThat(peers.alice.sent.stream().distinct()).hasSize(1);
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).isEqualTo("the peer does not answer");
    }

    @Test
    void forgetsInitiatorsThatDoNotGoOn() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        peers.toBob();
        peers.elapse(ExchangeFixture.TIMERS.halfOpenNs());

        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("not shown who it is in time");
        assertThat(peers.bob.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void ignoresGarbage() {
        TwoPeers peers = TwoPeers.established();
        int events = peers.bob.events.size();
        peers.bob.handle(new IkeInput.Datagram(ExchangeFixture.BOB, ExchangeFixture.ALICE, Bytes.of(new byte[40])), 2);

        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.bob.events).hasSize(events + 1).last().isInstanceOf(IkeEvent.Ignored.class);
    }

    @Test
    void pretendsANatWhereEncapsulationIsForced() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice().withEncapsulation(Encapsulation.FORCED), ExchangeFixture.bob());
        peers.establish();

        assertThat(peers.alice.sending().encapsulated()).isTrue();
        assertThat(peers.bob.sending().encapsulated()).isTrue();
        assertThat(peers.bob.sending().remote().port()).isEqualTo(TransportAddress.NAT_PORT);
    }

    @Test
    void saysNothingAboutNatsWhereEncapsulationIsForbidden() {
        TwoPeers peers =
                new TwoPeers(ExchangeFixture.alice().withEncapsulation(Encapsulation.FORBIDDEN), ExchangeFixture.bob());
        peers.initiate();

        assertThat(peers.toBob())
                .isEqualTo("IKE_SA_INIT request 0 [ SA KE No N(IKEV2_FRAGMENTATION_SUPPORTED)"
                        + " N(SIGNATURE_HASH_ALGORITHMS) ]");
        peers.run();
        peers.assertAgreed();
        assertThat(peers.alice.sending().encapsulated()).isFalse();
        assertThat(peers.bob.sending().encapsulated()).isFalse();
    }

    @Test
    void keepsRoomForPeersThatItKnows() {
        Peer bob = new Peer(
                ExchangeFixture.bob()
                        .withAnyRemote()
                        .withLimits(8, 1_000)
                        .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                5,
                0xb0000);
        TwoPeers known = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        exchange(known.alice, bob, ExchangeFixture.ALICE);
        assertThat(bob.reported(IkeEvent.Established.class)).isTrue();
        for (int i = 0; i < 10; i++) {
            first(bob, ExchangeFixture.ALICE.withPort(1_000 + i), ExchangeFixture.address(203, 0, 113, i), i);
        }
        assertThat(bob.sent).as("strangers that are answered").hasSize(6);
        bob.sent.clear();
        first(bob, ExchangeFixture.ALICE, ExchangeFixture.ALICE.address(), 77);
        assertThat(bob.sent).as("a known peer is answered").hasSize(1);
    }

    @Test
    void hasALimitForAllIkeSas() {
        Peer bob = new Peer(
                ExchangeFixture.bob()
                        .withAnyRemote()
                        .withLimits(100, 3)
                        .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                5,
                0xb0000);
        for (int i = 0; i < 5; i++) {
            first(bob, ExchangeFixture.ALICE, ExchangeFixture.address(203, 0, 113, i), i);
        }

        assertThat(bob.sent).hasSize(3);
        assertThat(bob.event(IkeEvent.Ignored.class).reason())
                .contains("203.0.113.3")
                .contains("too many IKE SAs");
    }

    /** A first message from an address. */
    private static void first(Peer bob, TransportAddress port, InetAddress from, int seed) {
        TwoPeers stranger =
                new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob(), ExchangeFixture.FAKES, 100 + seed);
        stranger.initiate();
        TransportAddress source = new TransportAddress(from, port.port());
        bob.handle(
                new IkeInput.Datagram(
                        ExchangeFixture.BOB,
                        source,
                        stranger.alice.sent.remove().content()),
                2);
    }

    private static void exchange(Peer alice, Peer bob, TransportAddress from) {
        alice.handle(new IkeInput.Initiate("tunnel"), 1);
        while (!alice.sent.isEmpty()) {
            bob.handle(
                    new IkeInput.Datagram(
                            ExchangeFixture.BOB, from, alice.sent.remove().content()),
                    1);
            if (!bob.sent.isEmpty()) {
                alice.handle(TwoPeers.arrival(bob.sent.remove()), 1);
            }
        }
    }
}
