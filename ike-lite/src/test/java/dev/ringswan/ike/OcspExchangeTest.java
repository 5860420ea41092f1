package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeSaStatus;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.TestResponder;
import dev.ringswan.ike.crypto.TestResponder.Fault;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** IKE_AUTH that waits for what a responder says about the peer's certificate (RFC 6960). */
final class OcspExchangeTest {
    private static final String URL = "http://ocsp.example/";
    private static final KeyPair KEYS = TestKeys.ec("secp256r1");
    private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();

    private final TestAuthority root = TestAuthority.root("root").withResponder(URL);
    private final X509Certificate alice = root.issue(KEYS, "alice", name("alice.example"));
    private final X509Certificate bob = root.issue(KEYS, "bob", name("bob.example"));
    private final TestResponder responder =
            new TestResponder(root).knows(alice, false).knows(bob, false);

    OcspExchangeTest() throws Exception {
        // The authority may fail to be made.
    }

    @Test
    void waitsOnBothSides() throws Exception {
        TwoPeers peers = peers(RevocationPolicy.REQUIRED, RevocationPolicy.REQUIRED);
        peers.initiate();
        peers.toBob();
        peers.toAlice();
        // HDR, SK { IDi, CERT, CERTREQ, IDr, AUTH, … } -->
        assertThat(peers.toBob()).isEqualTo("IKE_AUTH request 1");
        assertThat(peers.bob.asked)
                .singleElement()
                .satisfies(ask -> assertThat(ask.url()).isEqualTo(URL));
        assertThat(peers.bob.sent).isEmpty();
        // Alice repeats it meanwhile, and is neither answered nor asked about again.
        peers.elapse(ExchangeFixture.TIMERS.retransmitNs());
        peers.toBob();
        assertThat(peers.bob.sent).isEmpty();
        assertThat(peers.bob.asked).hasSize(1);
        assertThat(peers.bob.inbound).isEmpty();

        answer(peers.bob);
        // <-- HDR, SK { IDr, CERT, AUTH, SAr2, TSi, TSr }
        assertThat(peers.toAlice()).isEqualTo("IKE_AUTH response 1");
        assertThat(peers.alice.status().ikeSas().getFirst().state()).isEqualTo(IkeSaStatus.State.AUTHENTICATING);
        assertThat(peers.alice.inbound).isEmpty();
        answer(peers.alice);
        peers.run();
        peers.assertAgreed();
        assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
    }

    @Test
    void refusesARevokedCertificate() throws Exception {
        responder.knows(alice, true);
        for (RevocationPolicy policy : List.of(RevocationPolicy.IF_AVAILABLE, RevocationPolicy.REQUIRED)) {
            assertRefusedByBob(policy, "was revoked at 2026-06-01T11:59:00Z");
        }
        responder.knows(alice, false).knows(bob, true);
        TwoPeers peers = peers(RevocationPolicy.IF_AVAILABLE, RevocationPolicy.IGNORED);
        run(peers);
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("was revoked at");
        // HDR, SK { N(AUTHENTICATION_FAILED) } -->
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isTrue();
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.reserved).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"STALE", "FROM_THE_FUTURE", "OTHER_NONCE", "OTHER_CERTIFICATE", "TRY_LATER", "NONSENSE"})
    void believesNoOtherAnswer(Fault fault) throws Exception {
        responder.with(fault);
        assertUndecided(
                switch (fault) {
                    case STALE, FROM_THE_FUTURE -> "is current until";
                    case OTHER_NONCE -> "another nonce";
                    case OTHER_CERTIFICATE -> "about other certificates";
                    case TRY_LATER -> "refuses with status 3";
                    default -> "cannot be read";
                });
    }

    @Test
    void takesAnAnswerThatWasMadeBefore() throws Exception {
        responder.with(Fault.NO_NONCE);
        assertEstablished(RevocationPolicy.REQUIRED);
    }

    @Test
    void knowsWhoMayAnswer() throws Exception {
        responder.signingAs(TestKeys.ec("secp256r1"), root);
        assertEstablished(RevocationPolicy.REQUIRED);
        responder.signingAs(TestKeys.ec("secp256r1"), TestAuthority.root("root"));
        assertUndecided("is not signed by the certificate's issuer");
    }

    @Test
    void treatsAnUnknownCertificateLikeNoAnswer() throws Exception {
        TestResponder nobody = new TestResponder(root);
        TwoPeers peers = peers(RevocationPolicy.IGNORED, RevocationPolicy.IF_NAMED);
        peers.initiate();
        peers.run();
        IkeEffect.AskOcsp ask = peers.bob.asked.remove();
        peers.bob.handle(answered(ask, nobody.answer(ask.request())), peers.nowNs);
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains("does not know the certificate");
    }

    @ParameterizedTest
    @CsvSource({"IF_AVAILABLE, true", "IF_NAMED, false", "REQUIRED, false"})
    void decidesByPolicyWhenNobodyAnswers(RevocationPolicy policy, boolean believes) throws Exception {
        for (boolean silent : new boolean[] {false, true}) {
            TwoPeers peers = peers(RevocationPolicy.IGNORED, policy);
            peers.initiate();
            peers.run();
            if (silent) {
                peers.bob.handle(new IkeInput.TimerElapsed(), peers.nowNs + PATIENCE_NS);
            } else {
                IkeEffect.AskOcsp ask = peers.bob.asked.remove();
                peers.bob.handle(
                        new IkeInput.OcspAnswered(ask.localSpi(), ask.question(), Bytes.EMPTY, "connection refused"),
                        peers.nowNs);
            }
            peers.run();
            assertThat(peers.alice.reported(IkeEvent.Established.class)).isEqualTo(believes);
            assertThat(peers.bob.reported(IkeEvent.Established.class)).isEqualTo(believes);
            String reason = believes
                    ? peers.bob.event(IkeEvent.Ignored.class).reason()
                    : peers.bob.event(IkeEvent.Refused.class).reason();
            assertThat(reason).contains(URL).contains(silent ? "does not answer in time" : "connection refused");
        }
    }

    @Test
    void asksNobodyWithoutAUrl() throws Exception {
        TestAuthority silent = TestAuthority.root("silent");
        X509Certificate ours = silent.issue(KEYS, "alice", name("alice.example"));
        for (RevocationPolicy policy : RevocationPolicy.values()) {
            TwoPeers peers = peers(
                    own("alice.example", ours),
                    trusting("bob.example", RevocationPolicy.IGNORED, root),
                    trusting("alice.example", policy, silent));
            peers.initiate();
            peers.run();
            assertThat(peers.bob.asked).isEmpty();
            assertThat(peers.bob.reported(IkeEvent.Established.class)).isEqualTo(policy != RevocationPolicy.REQUIRED);
        }
    }

    @Test
    void asksTheConfiguredResponder() throws Exception {
        SequencedMap<X509Certificate, String> configured = new LinkedHashMap<>();
        configured.put(root.certificate(), "https://other.example/ocsp");
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root.certificate()), RevocationPolicy.IF_NAMED, List.of(), configured, () -> TestAuthority.NOW);
        TwoPeers peers = peers(
                own("alice.example", alice),
                trusting("bob.example", RevocationPolicy.IGNORED, root),
                RemoteAuth.certificate(IdentityPattern.parse("alice.example"), verifier));
        peers.initiate();
        peers.run();
        assertThat(peers.bob.asked.getFirst().url()).isEqualTo("https://other.example/ocsp");
    }

    /** Who has no private key for a certificate has nobody asked about it. */
    @Test
    void asksNothingForAThief() throws Exception {
        LocalAuth thief = own("alice.example", alice);
        KeyPair wrong = TestKeys.ec("secp384r1");
        LocalAuth other = LocalAuth.certificate(
                Identity.fqdn("alice.example"),
                wrong.getPrivate(),
                RsaPadding.PSS,
                WeakAlgorithms.REFUSED,
                List.of(root.issue(wrong, "alice", name("alice.example"))));
        TwoPeers peers = peers(
                new LocalAuth(thief.identity(), other.signer(), thief.certificates()),
                trusting("bob.example", RevocationPolicy.IGNORED, root),
                trusting("alice.example", RevocationPolicy.REQUIRED, root));
        peers.initiate();
        peers.run();
        assertThat(peers.bob.asked).isEmpty();
        assertThat(peers.bob.reported(IkeEvent.Refused.class)).isTrue();
    }

    @Test
    void hearsNoLateAnswer() throws Exception {
        TwoPeers peers = peers(RevocationPolicy.IGNORED, RevocationPolicy.IF_AVAILABLE);
        run(peers);
        peers.assertAgreed();
        IkeEffect.AskOcsp before = new IkeEffect.AskOcsp(1, 0, URL, Bytes.EMPTY);
        int sent = peers.bob.sent.size();
        peers.bob.handle(answered(before, Bytes.EMPTY), peers.nowNs);
        assertThat(peers.bob.sent).hasSize(sent);
    }

    @Test
    void canBeTerminatedWhileItWaits() throws Exception {
        TwoPeers peers = peers(RevocationPolicy.REQUIRED, RevocationPolicy.IGNORED);
        peers.initiate();
        peers.run();
        assertThat(peers.alice.asked).hasSize(1);
        peers.alice.handle(new IkeInput.Terminate("tunnel"), peers.nowNs);
        assertThat(peers.alice.reserved).isEmpty();
        answer(peers.alice);
        assertThat(peers.alice.inbound).isEmpty();
        peers.elapse(2 * ExchangeFixture.TIMERS.halfOpenNs());
        assertThat(peers.alice.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    private void assertEstablished(RevocationPolicy policy) throws Exception {
        TwoPeers peers = peers(RevocationPolicy.IGNORED, policy);
        run(peers);
        peers.assertAgreed();
    }

    private void assertUndecided(String reason) throws Exception {
        assertRefusedByBob(RevocationPolicy.REQUIRED, reason);
        TwoPeers relaxed = peers(RevocationPolicy.IGNORED, RevocationPolicy.IF_AVAILABLE);
        run(relaxed);
        relaxed.assertAgreed();
        assertThat(relaxed.bob.event(IkeEvent.Ignored.class).reason()).contains(reason);
    }

    private void assertRefusedByBob(RevocationPolicy policy, String reason) throws Exception {
        TwoPeers peers = peers(RevocationPolicy.IGNORED, policy);
        run(peers);
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains(reason);
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("AUTHENTICATION_FAILED");
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.alice.inbound).isEmpty();
    }

    private void run(TwoPeers peers) throws Exception {
        peers.initiate();
        peers.run();
        answer(peers.bob);
        peers.run();
        answer(peers.alice);
        peers.run();
    }

    private void answer(Peer peer) throws Exception {
        while (!peer.asked.isEmpty()) {
            IkeEffect.AskOcsp ask = peer.asked.remove();
            peer.handle(answered(ask, responder.answer(ask.request())), 5);
        }
    }

    private static IkeInput.OcspAnswered answered(IkeEffect.AskOcsp ask, Bytes response) {
        return new IkeInput.OcspAnswered(ask.localSpi(), ask.question(), response, "");
    }

    private TwoPeers peers(RevocationPolicy ofAlice, RevocationPolicy ofBob) throws Exception {
        return peers(
                own("alice.example", alice),
                trusting("bob.example", ofAlice, root),
                trusting("alice.example", ofBob, root));
    }

    private TwoPeers peers(LocalAuth aliceAuth, RemoteAuth bobForAlice, RemoteAuth aliceForBob) throws Exception {
        return new TwoPeers(
                ExchangeFixture.alice().withAuth(aliceAuth, bobForAlice),
                ExchangeFixture.bob().withAuth(own("bob.example", bob), aliceForBob));
    }

    private static LocalAuth own(String name, X509Certificate certificate) throws Exception {
        return LocalAuth.certificate(
                Identity.fqdn(name), KEYS.getPrivate(), RsaPadding.PSS, WeakAlgorithms.REFUSED, List.of(certificate));
    }

    private static RemoteAuth trusting(String pattern, RevocationPolicy policy, TestAuthority authority) {
        CertificateVerifier verifier =
                new CertificateVerifier(List.of(authority.certificate()), policy, List.of(), () -> TestAuthority.NOW);
        return RemoteAuth.certificate(IdentityPattern.parse(pattern), verifier);
    }

    private static GeneralName name(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }
}
