package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.CertificateChain;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.AuthMethod;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.CertEncoding;
import dev.ringswan.ike.wire.CertPayload;
import dev.ringswan.ike.wire.IdPayload;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.Side;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** IKE_AUTH with certificates, each side on its own terms (RFC 7296 §2.15, §3.6, §3.7, RFC 7427, RFC 8420). */
final class CertificateAuthExchangeTest {
    private static final KeyPair EDWARDS = TestKeys.edwards("Ed25519");
    private static final Secret KEY = Secret.copyOf(new byte[] {1, 2, 3});

    private final TestAuthority root = TestAuthority.root("root");
    private final TestAuthority middle = root.intermediate("middle");

    CertificateAuthExchangeTest() throws Exception {
        // The authorities may fail to be made.
    }

    @Test
    void establishesWithEachKindOfKey() throws Exception {
        for (KeyPair pair : List.of(
                TestKeys.rsa(2048),
                TestKeys.ec("secp256r1"),
                TestKeys.ec("secp384r1"),
                TestKeys.ec("secp521r1"),
                EDWARDS)) {
            for (RsaPadding padding : RsaPadding.values()) {
                TwoPeers peers = peers(
                        own("alice.example", pair, padding),
                        trusting("bob.example", root),
                        own("bob.example", pair, padding),
                        trusting("alice.example", root));
                peers.establish();
                assertThat(peers.alice.reported(IkeEvent.Established.class)).isTrue();
            }
        }
    }

    @Test
    void asksForCertificatesOfItsAuthorities() throws Exception {
        TwoPeers peers = peers(
                own("alice.example", EDWARDS, RsaPadding.PSS),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("alice.example", root));
        peers.initiate();
        peers.toBob();
        // <-- HDR, SAr1, KEr, Nr, …, CERTREQ
        assertThat(peers.toAlice()).endsWith("CERTREQ ]");
        // HDR, SK { IDi, CERT, CERT, CERTREQ, IDr, AUTH, … } -->
        assertThat(peers.toBob()).startsWith("IKE_AUTH request 1");
    }

    @Test
    void sendsTheCertificateThatThePeerAsksFor() throws Exception {
        TestAuthority other = TestAuthority.root("other");
        for (TestAuthority trusted : List.of(root, other)) {
            // Either side has both certificates, and trusts one authority.
            TwoPeers peers = peers(
                    twice("alice.example", other),
                    trusting("bob.example", trusted),
                    twice("bob.example", other),
                    trusting("alice.example", trusted));
            peers.establish();
            assertThat(peers.alice.reported(IkeEvent.Ignored.class)).isFalse();
            assertThat(peers.bob.reported(IkeEvent.Ignored.class)).isFalse();
        }
    }

    @Test
    void sendsItsFirstCertificateToWhoAsksForAnother() throws Exception {
        TestAuthority third = TestAuthority.root("third");
        TwoPeers peers = peers(
                twice("alice.example", third),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("alice.example", TestAuthority.root("other")));
        peers.initiate();
        peers.run();
        assertThat(peers.alice.event(IkeEvent.Ignored.class).reason())
                .contains("it gets the one of \"CN=alice.example\"");
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason())
                .contains("does not lead to a configured certificate authority");
    }

    /** With a certificate under the usual root, and one under another. */
    private LocalAuth twice(String name, TestAuthority other) throws Exception {
        X509Certificate first = middle.issue(EDWARDS, name, name(name));
        X509Certificate second = other.issue(EDWARDS, name, name(name));
        List<X509Certificate> known = List.of(other.certificate(), root.certificate(), middle.certificate());
        List<LocalAuth> both = new ArrayList<>();
        for (X509Certificate certificate : List.of(first, second)) {
            both.add(LocalAuth.certificate(
                    Identity.fqdn(name),
                    EDWARDS.getPrivate(),
                    RsaPadding.PSS,
                    WeakAlgorithms.REFUSED,
                    CertificateChain.of(certificate, known)));
        }
        return both.getFirst().with(both.subList(1, 2));
    }

    @Test
    void mixesSharedKeysAndCertificates() throws Exception {
        TwoPeers peers = peers(
                LocalAuth.sharedKey(Identity.fqdn("alice.example"), KEY),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                RemoteAuth.sharedKey(IdentityPattern.parse("alice.example"), KEY));
        peers.establish();
        TwoPeers reverse = peers(
                own("alice.example", EDWARDS, RsaPadding.PSS),
                RemoteAuth.sharedKey(IdentityPattern.parse("bob.example"), KEY),
                LocalAuth.sharedKey(Identity.fqdn("bob.example"), KEY),
                trusting("%any", root));
        reverse.establish();
    }

    @Test
    void sendsLongChainsInFragments() throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        TestAuthority lowest = root;
        for (int i = 0; i < 6; i++) {
            lowest = lowest.intermediate("level " + i);
            chain.addFirst(lowest.certificate());
        }
        KeyPair rsa = TestKeys.rsa(4096);
        chain.addFirst(lowest.issue(rsa, "alice", name("alice.example")));
        LocalAuth alice = LocalAuth.certificate(
                Identity.fqdn("alice.example"), rsa.getPrivate(), RsaPadding.PSS, WeakAlgorithms.REFUSED, chain);
        TwoPeers peers = peers(
                alice,
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("alice.example", root));
        peers.initiate();
        peers.toBob();
        peers.toAlice();
        assertThat(peers.alice.sent).hasSizeGreaterThan(2);
        peers.run();
        peers.assertAgreed();
    }

    @Test
    void takesADistinguishedNameUnderAnAuthority() throws Exception {
        TestAuthority other = TestAuthority.root("other");
        X509Certificate certificate = root.issue(EDWARDS, "alice");
        LocalAuth alice = LocalAuth.certificate(
                Identity.parse("CN=Alice"),
                EDWARDS.getPrivate(),
                RsaPadding.PSS,
                WeakAlgorithms.REFUSED,
                List.of(certificate));
        assertThat(alice.identity()).isEqualTo(Identity.distinguishedName(certificate.getSubjectX500Principal()));
        LocalAuth bob = own("bob.example", EDWARDS, RsaPadding.PSS);
        peers(alice, trusting("%any", root), bob, trusting("CN=*", root)).establish();

        TwoPeers wrong = peers(alice, trusting("%any", root), bob, trusting("CN=*", other));
        assertRefusedByBob(wrong, "does not lead to a configured certificate authority");
    }

    @Test
    void refusesAnIdentityThatTheCertificateDoesNotBear() throws Exception {
        LocalAuth alice = own("alice.example", EDWARDS, RsaPadding.PSS);
        LocalAuth liar = new LocalAuth(Identity.fqdn("carol.example"), alice.signer(), alice.certificates());
        TwoPeers peers = peers(
                liar,
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("%any", root));
        assertRefusedByBob(peers, "does not speak for the identity carol.example");
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws Exception {
        LocalAuth alice = own("alice.example", EDWARDS, RsaPadding.PSS);
        LocalAuth thief = own("alice.example", TestKeys.ec("secp256r1"), RsaPadding.PSS);
        TwoPeers peers = peers(
                new LocalAuth(alice.identity(), thief.signer(), alice.certificates()),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("%any", root));
        assertRefusedByBob(peers, "signature does not fit its certificate");
    }

    @Test
    void refusesARevokedCertificateOfTheResponder() throws Exception {
        LocalAuth bob = own("bob.example", EDWARDS, RsaPadding.PSS);
        X509CRL list = middle.revocationList(
                TestAuthority.NOW.plus(Duration.ofDays(1)), bob.certificates().getFirst());
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root.certificate()), RevocationPolicy.IF_AVAILABLE, List.of(list), () -> TestAuthority.NOW);
        TwoPeers peers = peers(
                own("alice.example", EDWARDS, RsaPadding.PSS),
                RemoteAuth.certificate(IdentityPattern.parse("bob.example"), verifier),
                bob,
                trusting("alice.example", root));
        peers.initiate();
        peers.run();
        // HDR, SK { N(AUTHENTICATION_FAILED) } --> since Bob believes Alice already
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("was revoked at");
        assertThat(peers.bob.inbound).isEmpty();
        assertThat(peers.bob.reported(IkeEvent.Closed.class)).isTrue();
    }

    /** HDR, SK { IDi, CERT, CERT (CRL), AUTH } --> */
    @Test
    void looksIntoRevocationListsOfThePeer() throws Exception {
        X509Certificate certificate = root.issue(EDWARDS, "alice", name("alice.example"));
        Instant tomorrow = TestAuthority.NOW.plus(Duration.ofDays(1));
        X509CRL foreign = TestAuthority.root("root").revocationList(tomorrow, certificate);
        assertThat(refusal(certificate, List.of(root.revocationList(tomorrow, certificate))))
                .contains("was revoked at");
        assertThat(refusal(certificate, List.of(foreign))).contains("there is no current CRL");
        assertThat(refusal(certificate, List.of(root.revocationList(tomorrow)))).contains("signature");
        List<X509CRL> late = new ArrayList<>(Collections.nCopies(4, foreign));
        late.add(root.revocationList(tomorrow));
        assertThat(refusal(certificate, late)).as("four are looked at").contains("there is no current CRL");
    }

    private String refusal(X509Certificate certificate, List<X509CRL> lists) throws Exception {
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root.certificate()), RevocationPolicy.REQUIRED, List.of(), () -> TestAuthority.NOW);
        Peer bob = new Peer(
                ExchangeFixture.bob()
                        .withAuth(
                                own("bob.example", EDWARDS, RsaPadding.PSS),
                                RemoteAuth.certificate(IdentityPattern.parse("alice.example"), verifier))
                        .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                2,
                0xb0000);
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new IdPayload(Side.INITIATOR, Identity.fqdn("alice.example")));
        payloads.add(new CertPayload(CertEncoding.X509_SIGNATURE, Bytes.of(certificate.getEncoded())));
        for (X509CRL list : lists) {
            payloads.add(new CertPayload(CertEncoding.CRL, Bytes.of(list.getEncoded())));
        }
        payloads.add(AuthPayload.of(AuthMethod.RSA_SIGNATURE, Bytes.of(new byte[256])));
        new HostileInitiator(bob, 1).authenticate(payloads);
        return bob.event(IkeEvent.Refused.class).reason();
    }

    @Test
    void refusesASharedKeyWhereACertificateIsExpected() throws Exception {
        TwoPeers peers = peers(
                LocalAuth.sharedKey(Identity.fqdn("alice.example"), KEY),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("alice.example", root));
        assertRefusedByBob(peers, "with a pre-shared key where a certificate is configured");
    }

    @Test
    void refusesAPeerWithoutCertificates() throws Exception {
        LocalAuth alice = own("alice.example", EDWARDS, RsaPadding.PSS);
        TwoPeers peers = peers(
                new LocalAuth(alice.identity(), alice.signer(), List.of()),
                trusting("bob.example", root),
                own("bob.example", EDWARDS, RsaPadding.PSS),
                trusting("alice.example", root));
        assertRefusedByBob(peers, "sent 0 certificates");
    }

    private LocalAuth own(String name, KeyPair pair, RsaPadding padding) throws Exception {
        X509Certificate certificate = middle.issue(pair, name, name(name));
        return LocalAuth.certificate(
                Identity.fqdn(name),
                pair.getPrivate(),
                padding,
                WeakAlgorithms.REFUSED,
                List.of(certificate, middle.certificate()));
    }

    private static RemoteAuth trusting(String pattern, TestAuthority authority) {
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(authority.certificate()), RevocationPolicy.IGNORED, List.of(), () -> TestAuthority.NOW);
        return RemoteAuth.certificate(IdentityPattern.parse(pattern), verifier);
    }

    private static GeneralName name(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }

    private static TwoPeers peers(LocalAuth alice, RemoteAuth bobForAlice, LocalAuth bob, RemoteAuth aliceForBob) {
        return new TwoPeers(
                ExchangeFixture.alice().withAuth(alice, bobForAlice),
                ExchangeFixture.bob().withAuth(bob, aliceForBob));
    }

    private static void assertRefusedByBob(TwoPeers peers, String reason) {
        peers.initiate();
        peers.run();
        assertThat(peers.bob.event(IkeEvent.Refused.class).reason()).contains(reason);
        assertThat(peers.alice.event(IkeEvent.Closed.class).reason()).contains("AUTHENTICATION_FAILED");
        assertThat(peers.alice.inbound).isEmpty();
        assertThat(peers.bob.inbound).isEmpty();
    }
}
