package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.security.SecureRandom;
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
    void rekeysNothingThatDoesNotExist() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.RekeyChild(4_711), 5);

        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.alice.reported(IkeEvent.ChildFailed.class)).isFalse();
    }

    @Test
    void bringsUpAllChildrenOfAConnection() {
        TwoPeers peers = severalChildren(3);
        peers.initiate();
        peers.toBob();
        peers.toAlice();

        // HDR, SK { IDi, IDr, AUTH, SAi2 (net0), TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 1");
        assertThat(peers.toAlice()).isEqualTo("IKE_AUTH response 1");
        assertThat(peers.alice.names()).containsExactly("net0");
        // HDR, SK { SA (net1), Ni, TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 2");
        assertThat(peers.bob.names()).containsExactly("net0", "net1");
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 2");
        // HDR, SK { SA (net2), Ni, TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 3");
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA response 3");

        assertThat(peers.alice.names()).containsExactly("net0", "net1", "net2");
        assertThat(peers.bob.names()).containsExactly("net0", "net1", "net2");
        assertThat(peers.alice.sent).isEmpty();
        peers.alice.outbound.values().forEach(sa -> TwoPeers.assertMatches(sa, peers.bob));
        peers.bob.outbound.values().forEach(sa -> TwoPeers.assertMatches(sa, peers.alice));
    }

    @Test
    void bringsUpTheChildThatTrafficNeeds() {
        TwoPeers peers = severalChildren(3);
        peers.alice.handle(new IkeInput.Acquire("tunnel", "net2"), 1);
        peers.alice.handle(new IkeInput.Acquire("tunnel", "net2"), 2);
        peers.run();
        assertThat(peers.alice.names()).containsExactly("net2");
        assertThat(peers.bob.names()).containsExactly("net2");

        peers.bob.handle(new IkeInput.Acquire("tunnel", "net0"), 3);
        peers.bob.handle(new IkeInput.Acquire("tunnel", "net0"), 3);
        // <-- HDR, SK { SA (net0), Ni, TSi, TSr }: Bob's first request in this IKE SA
        assertThat(peers.toAlice()).isEqualTo("CREATE_CHILD_SA request 0");
        peers.run();

        assertThat(peers.alice.names()).containsExactly("net2", "net0");
        assertThat(peers.bob.names()).containsExactly("net2", "net0");
        assertThat(peers.alice.reported(IkeEvent.Ignored.class)).isFalse();
    }

    @Test
    void takesOneChildDownAndUpAgain() {
        TwoPeers peers = severalChildren(2).establish();
        peers.bob.handle(new IkeInput.TerminateChild("tunnel", "net0"), 5);

        // <-- HDR, SK { D(b0) }
        assertThat(peers.toAlice()).isEqualTo("INFORMATIONAL request 0");
        assertThat(peers.alice.names()).containsExactly("net1");
        // HDR, SK { D(a0) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL response 0");
        assertThat(peers.bob.names()).containsExactly("net1");
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isFalse();

        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net0"), 6);
        peers.run();
        assertThat(peers.alice.names()).containsExactly("net1", "net0");
        peers.assertAgreed();
    }

    @Test
    void takesAChildUpAgainThatIsOnItsWayDown() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.TerminateChild("tunnel", "net"), 5);
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net"), 5);
        // HDR, SK { D(a0) } -->, then HDR, SK { SA a1, Ni, TSi, TSr } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 2");
        assertThat(peers.toAlice()).isEqualTo("INFORMATIONAL response 2");
        assertThat(peers.toBob()).isEqualTo("CREATE_CHILD_SA request 3");
        peers.run();

        assertThat(peers.alice.inbound).hasSize(1);
        peers.assertAgreed();
    }

    @Test
    void takesAChildDownThatIsOnItsWay() {
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice(), ExchangeFixture.bob());
        peers.initiate();
        peers.alice.handle(new IkeInput.TerminateChild("tunnel", "net"), 1);
        peers.run();

        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
    }

    @Test
    void knowsNoOtherChild() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(new IkeInput.InitiateChild("tunnel", "other"), 5);

        assertThat(peers.alice.sent).isEmpty();
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason()).contains("child other is not configured");
    }

    @Test
    void sendsOnANewSaAsSoonAsThePeerDoes() {
        TwoPeers peers = TwoPeers.established();
        int a0 = peers.alice.inbound.firstEntry().getKey();
        peers.alice.handle(new IkeInput.RekeyChild(a0), 5);
        peers.toBob();
        peers.toAlice();
        int b1 = peers.bob.inbound.lastEntry().getKey();
        assertThat(peers.bob.sending().spi()).isEqualTo(a0);
        // HDR, SK { D(a0) } --> is lost, but ESP comes on b1.
        peers.alice.sent.remove();
        peers.bob.handle(new IkeInput.InboundUsed(b1), 6);

        assertThat(peers.bob.sending().spi()).isNotEqualTo(a0);
        peers.assertAgreed();
        peers.bob.handle(new IkeInput.InboundUsed(b1), 7);
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs() + 10);
        peers.run();
        peers.assertAgreed();
        assertThat(peers.bob.outbound).hasSize(1);
    }

    @Test
    void keepsOneOfTwoThatBothSidesBegin() {
        for (int seed = 1; seed <= 8; seed++) {
            TwoPeers peers = new TwoPeers(
                            ExchangeFixture.alice().withChildren(2),
                            ExchangeFixture.bob().withChildren(2),
                            ExchangeFixture.FAKES,
                            seed)
                    .establish();
            peers.alice.handle(new IkeInput.TerminateChild("tunnel", "net1"), 5);
            peers.run();
            peers.alice.handle(new IkeInput.InitiateChild("tunnel", "net1"), 6);
            peers.bob.handle(new IkeInput.InitiateChild("tunnel", "net1"), 6);
            peers.run();

            assertThat(peers.alice.names()).as("seed " + seed).containsExactly("net0", "net1");
            assertThat(peers.bob.names()).as("seed " + seed).containsExactly("net0", "net1");
            peers.assertAgreed();
            peers.elapse(2 * ExchangeFixture.TIMERS.spanNs());
            assertThat(peers.alice.inbound).hasSize(2);
        }
    }

    @Test
    void hasThePeerDeleteWhatIsRefused() {
        ExchangeFixture.Options alice = ExchangeFixture.alice().withIke(ExchangeFixture.IKE_ECP_256);
        ExchangeFixture.Options bob = ExchangeFixture.bob().withIke(ExchangeFixture.IKE_ECP_256);
        TwoPeers peers = new TwoPeers(
                        new Peer(
                                alice.withEsp(ExchangeFixture.ESP_GCM_PFS)
                                        .config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES),
                                2,
                                0xa0000),
                        new Peer(
                                bob.withEsp(ExchangeFixture.ESP_GCM_PFS)
                                        .config(
                                                ExchangeFixture.BOB,
                                                ExchangeFixture.ALICE,
                                                ExchangeFixture.FAKES.with(new ShortAnswers(TransformId.CURVE25519))),
                                3,
                                0xb0000))
                .establish();
        int b0 = peers.bob.inbound.firstEntry().getKey();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        // HDR, SK { N(REKEY_SA a0), SA a1, Ni, KEi, TSi, TSr } -->
        peers.toBob();
        // <-- HDR, SK { SA b1, Nr, KEr, TSi, TSr }, whose KEr is none
        peers.toAlice();
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("key exchange value");
        // HDR, SK { D(a1) } -->
        assertThat(peers.toBob()).isEqualTo("INFORMATIONAL request 3");
        peers.run();
        assertThat(peers.alice.inbound).hasSize(1);
        assertThat(peers.alice.reserved).isEmpty();
        assertThat(peers.bob.inbound).containsOnlyKeys(b0);
        peers.assertAgreed();

        // The old one is as it was, and may be rekeyed again.
        peers.bob.handle(new IkeInput.RekeyChild(b0), 6);
        peers.run();
        assertThat(peers.alice.reported(IkeEvent.ChildRekeyed.class)).isTrue();
        peers.assertAgreed();
    }

    @Test
    void givesBackTheSpiOfARefusedRekey() {
        TwoPeers peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(ExchangeFixture.ESP_GCM_PFS),
                        ExchangeFixture.bob().withEsp(ExchangeFixture.ESP_GCM))
                .establish();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        peers.run();

        // <-- HDR, SK { N(NO_PROPOSAL_CHOSEN) }
        assertThat(peers.alice.event(IkeEvent.ChildFailed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
        assertThat(peers.alice.reserved).isEmpty();
        assertThat(peers.bob.reserved).isEmpty();
        assertThat(peers.alice.inbound).hasSize(1);
        peers.assertAgreed();
    }

    @Test
    void givesBackTheSpiWhenThePeerIsDead() {
        TwoPeers peers = TwoPeers.established();
        peers.alice.handle(
                new IkeInput.RekeyChild(peers.alice.inbound.firstEntry().getKey()), 5);
        assertThat(peers.alice.reserved).hasSize(1);
        for (int i = 0; i <= ExchangeFixture.TIMERS.retransmission().repetitions() + 1; i++) {
            peers.nowNs = peers.alice.nextDeadlineNs();
            peers.alice.handle(new IkeInput.TimerElapsed(), peers.nowNs);
        }

        assertThat(peers.alice.reported(IkeEvent.Closed.class)).isTrue();
        assertThat(peers.alice.reserved).isEmpty();
    }

    @Test
    void agreesOnShortSequenceNumbersWithAPeerThatHasNoOthers() {
        TransformSet both = TransformSet.of(
                Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256),
                Transform.of(TransformType.ESN, TransformId.ESN_YES),
                Transform.of(TransformType.ESN, TransformId.ESN_NO));
        TwoPeers peers = new TwoPeers(ExchangeFixture.alice().withEsp(both), ExchangeFixture.bob()).establish();
        assertThat(peers.alice.sending().suite().single(TransformType.ESN).id()).isEqualTo(TransformId.ESN_NO);

        peers = new TwoPeers(
                        ExchangeFixture.alice().withEsp(both),
                        ExchangeFixture.bob().withEsp(both))
                .establish();
        assertThat(peers.alice.sending().suite().single(TransformType.ESN).id()).isEqualTo(TransformId.ESN_YES);
    }

    private static TwoPeers severalChildren(int count) {
        return new TwoPeers(
                ExchangeFixture.alice().withChildren(count),
                ExchangeFixture.bob().withChildren(count));
    }

    /** As a responder it sends a value that is none. */
    private record ShortAnswers(int transformId) implements KeyExchangeMethod {
        private FakeKeyExchange fake() {
            return new FakeKeyExchange(transformId);
        }

        @Override
        public String methodName() {
            return "short";
        }

        @Override
        public int initiatorLength() {
            return fake().initiatorLength();
        }

        @Override
        public int responderLength() {
            return 1;
        }

        @Override
        public Initiator start(SecureRandom random) {
            return fake().start(random);
        }

        @Override
        public Response respond(byte[] initiatorValue, SecureRandom random) throws CryptoRefusal {
            return new Response(
                    new byte[1], fake().respond(initiatorValue, random).sharedSecret());
        }
    }
}
