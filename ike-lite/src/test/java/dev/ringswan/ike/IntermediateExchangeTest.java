package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.DefaultProposals;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IKE_INTERMEDIATE with additional key exchanges, message by message (RFC 9242, RFC 9370). */
final class IntermediateExchangeTest {
    private static final KeyExchanges REAL = KeyExchanges.standard(WeakAlgorithms.REFUSED);
    private static final TransformSet PLAIN = ExchangeFixture.IKE_X25519;
    private static final TransformSet HYBRID = with(PLAIN, 1, TransformId.ML_KEM_768);

    @Test
    void addsAKeyExchange() {
        TwoPeers peers = peers(REAL, List.of(HYBRID), List.of(HYBRID));
        peers.initiate();
        // HDR, SAi1, KEi, Ni, …, N(INTERMEDIATE_EXCHANGE_SUPPORTED) -->
        assertThat(peers.toBob()).endsWith("N(INTERMEDIATE_EXCHANGE_SUPPORTED) ]");
        // <-- HDR, SAr1, KEr, Nr, …, N(INTERMEDIATE_EXCHANGE_SUPPORTED)
        assertThat(peers.toAlice()).endsWith("N(INTERMEDIATE_EXCHANGE_SUPPORTED) ]");
        // HDR, SK { KEi(1) } --> in two fragments: an encapsulation key of ML-KEM-768 has 1,184 bytes
        assertThat(peers.toBob()).isEqualTo("IKE_INTERMEDIATE request 1");
        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.toBob()).isEqualTo("IKE_INTERMEDIATE request 1");
        // <-- HDR, SK { KEr(1) }
        assertThat(peers.toAlice()).isEqualTo("IKE_INTERMEDIATE response 1");
        while (!peers.bob.sent.isEmpty()) {
            peers.toAlice();
        }
        // HDR, SK { IDi, IDr, AUTH, … } -->
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 2");
        peers.run();

        peers.assertAgreed();
        assertThat(peers.alice.event(IkeEvent.Established.class).suite()).endsWith("CURVE25519/ADDKE1_ML_KEM_768");
    }

    @Test
    void doesAllSevenInTheirOrder() {
        KeyExchanges fakes = ExchangeFixture.FAKES;
        TransformSet seven = PLAIN;
        for (int slot = 1; slot <= 7; slot++) {
            fakes = fakes.with(new FakeKeyExchange(100 + slot));
            seven = with(seven, slot, 100 + slot);
        }
        TwoPeers peers = peers(fakes, List.of(seven), List.of(seven));
        peers.initiate();
        peers.toBob();
        for (int id = 1; id <= 7; id++) {
            peers.toAlice();
            assertThat(peers.toBob()).isEqualTo("IKE_INTERMEDIATE request " + id);
        }
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void worksWithEveryParameterSet() {
        TransformSet three =
                with(with(with(PLAIN, 1, TransformId.ML_KEM_1024), 3, TransformId.ML_KEM_512), 7, TransformId.ECP_384);
        peers(REAL, List.of(three), List.of(three)).establish();
    }

    @Test
    void fallsBackInTheSameExchange() {
        TwoPeers peers = peers(REAL, List.of(HYBRID, PLAIN), List.of(PLAIN));
        peers.initiate();
        peers.toBob();
        assertThat(peers.toAlice()).doesNotContain("INTERMEDIATE");
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 1");
        peers.run();
        peers.assertAgreed();

        TwoPeers reverse = peers(REAL, List.of(PLAIN), List.of(HYBRID, PLAIN));
        reverse.establish();
        assertThat(reverse.alice.event(IkeEvent.Established.class).suite()).endsWith("CURVE25519");
    }

    @Test
    void canInsist() {
        TwoPeers peers = peers(REAL, List.of(PLAIN), List.of(HYBRID));
        peers.initiate();
        peers.run();
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
    }

    @Test
    void doesWithoutWhatIsOptional() {
        TransformSet optional = with(HYBRID, 1, TransformId.KE_NONE);
        peers(REAL, List.of(PLAIN), List.of(optional)).establish();
        TwoPeers peers = peers(REAL, List.of(optional), List.of(optional)).establish();
        assertThat(peers.alice.event(IkeEvent.Established.class).suite()).endsWith("ADDKE1_ML_KEM_768");
    }

    @Test
    void agreesOnTheDefaults() {
        TwoPeers peers =
                peers(REAL, DefaultProposals.ike(), DefaultProposals.ike()).establish();
        assertThat(peers.bob.event(IkeEvent.Established.class).suite())
                .isEqualTo("ENCR_AES_GCM_16-256/PRF_HMAC_SHA2_384/CURVE25519/ADDKE1_ML_KEM_768");
        peers(REAL, DefaultProposals.ike(), List.of(PLAIN)).establish();
        peers(REAL, List.of(ExchangeFixture.IKE_ECP_256), DefaultProposals.ike())
                .establish();
    }

    @Test
    void usesNoMethodTwice() {
        TransformSet twice = with(with(PLAIN, 1, TransformId.ML_KEM_768), 2, TransformId.ML_KEM_768);
        TwoPeers peers = peers(REAL, List.of(twice), List.of(twice));
        peers.initiate();
        peers.run();
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("NO_PROPOSAL_CHOSEN");
    }

    @Test
    void repeatsWhatGetsLost() {
        TwoPeers peers = peers(REAL, List.of(HYBRID), List.of(HYBRID));
        peers.initiate();
        peers.toBob();
        peers.toAlice();
        peers.toBob();
        peers.alice.sent.clear(); // The second fragment of the request.
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs());
        peers.toBob();
        peers.toBob();
        List<Bytes> answer = contents(peers);
        peers.bob.sent.clear();
        peers.elapse(2 * ExchangeFixture.TIMERS.retransmitNs());
        peers.toBob();
        peers.toBob();
        assertThat(contents(peers)).isEqualTo(answer);
        peers.run();
        peers.assertAgreed();
    }

    /** A value of another length than that of the method. */
    @Test
    void refusesABadValue() {
        KeyExchanges other = REAL.with(new FakeKeyExchange(TransformId.ML_KEM_768));
        TwoPeers peers = new TwoPeers(
                new Peer(
                        ExchangeFixture.alice()
                                .withIke(HYBRID)
                                .config(ExchangeFixture.ALICE, ExchangeFixture.BOB, other),
                        1,
                        0xa0000),
                new Peer(
                        ExchangeFixture.bob().withIke(HYBRID).config(ExchangeFixture.BOB, ExchangeFixture.ALICE, REAL),
                        2,
                        0xb0000));
        peers.initiate();
        peers.run();
        // <-- HDR, SK { N(INVALID_SYNTAX) }
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("has 16 bytes instead of 1184");
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason())
                .isEqualTo("the peer answered IKE_INTERMEDIATE with N(INVALID_SYNTAX)");
        peers.elapse(2 * ExchangeFixture.TIMERS.halfOpenNs());
        assertThat(peers.bob.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void movesToPort4500BehindANat() {
        TwoPeers peers = peers(REAL, List.of(HYBRID), List.of(HYBRID));
        peers.initiate();
        var first = peers.alice.sent.remove();
        peers.bob.handle(
                new IkeInput.Datagram(ExchangeFixture.BOB, ExchangeFixture.ALICE.withPort(1_024), first.content()), 1);
        peers.alice.handle(
                new IkeInput.Datagram(
                        ExchangeFixture.ALICE,
                        ExchangeFixture.BOB,
                        peers.bob.sent.remove().content()),
                1);
        peers.toBob();
        peers.toBob();
        assertThat(peers.bob.sent.getFirst().remote()).isEqualTo(ExchangeFixture.ALICE.withPort(4_500));
        peers.run();
        peers.assertAgreed();
    }

    private static List<Bytes> contents(TwoPeers peers) {
        return peers.bob.sent.stream().map(sent -> sent.content()).toList();
    }

    private static TwoPeers peers(KeyExchanges methods, List<TransformSet> alice, List<TransformSet> bob) {
        return new TwoPeers(
                ExchangeFixture.alice().withIke(alice.toArray(new TransformSet[0])),
                ExchangeFixture.bob().withIke(bob.toArray(new TransformSet[0])),
                methods,
                1);
    }

    private static TransformSet with(TransformSet set, int slot, int method) {
        List<Transform> transforms = new ArrayList<>(set.transforms());
        transforms.add(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1 + slot - 1, method));
        return new TransformSet(transforms);
    }
}
