package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.nativeio.testing.Hex;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

final class CertificateVerifierTest {
    private static final Instant NOW = TestAuthority.NOW;
    private static final KeyPair KEYS = TestKeys.ec("secp256r1");
    private static final GeneralName GATEWAY = new GeneralName(GeneralName.dNSName, "gw.example");
    private static final Identity IDENTITY = identity(Identity.FQDN, "gw.example");

    @Test
    void acceptsAChainInAnyOrder() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        TestAuthority middle = root.intermediate("middle");
        TestAuthority lower = middle.intermediate("lower");
        X509Certificate leaf = lower.issue(KEYS, "gw", GATEWAY);
        CertificateVerifier verifier = trusting(root);
        assertThat(verifier.verify(List.of(leaf, middle.certificate(), lower.certificate()), List.of(), IDENTITY)
                        .key())
                .isEqualTo(KEYS.getPublic());
        assertThat(verifier.verify(List.of(leaf, lower.certificate(), middle.certificate()), List.of(), IDENTITY)
                        .key())
                .isEqualTo(KEYS.getPublic());
        assertRefused(verifier, List.of(leaf, middle.certificate()), IDENTITY, "does not lead to");
    }

    @Test
    void refusesAnotherAuthority() throws Exception {
        X509Certificate leaf = TestAuthority.root("root").issue(KEYS, "gw", GATEWAY);
        assertRefused(trusting(TestAuthority.root("root")), List.of(leaf), IDENTITY, "does not lead to");
        CertificateVerifier nobody = new CertificateVerifier(List.of(), RevocationPolicy.IGNORED, List.of(), () -> NOW);
        assertRefused(nobody, List.of(leaf), IDENTITY, "no certificate authority");
        assertRefused(nobody, List.of(), IDENTITY, "0 certificates");
        assertRefused(trusting(TestAuthority.root("root")), Collections.nCopies(13, leaf), IDENTITY, "13 certificates");
    }

    @Test
    void refusesALeafThatSignedAnother() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate self = TestAuthority.root("root").certificate();
        assertRefused(trusting(root), List.of(self), IDENTITY, "does not lead to");
    }

    @Test
    void keepsToTheTimeGiven() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate leaf = root.issue(KEYS, "gw", GATEWAY);
        for (int days : new int[] {-6, 6}) {
            Instant then = NOW.plus(Duration.ofDays(days));
            CertificateVerifier verifier = new CertificateVerifier(
                    List.of(root.certificate()), RevocationPolicy.IGNORED, List.of(), () -> then);
            assertRefused(verifier, List.of(leaf), IDENTITY, "does not lead to");
        }
    }

    @Test
    void acceptsACertificateThatIsTrustedItself() throws Exception {
        X509Certificate leaf = TestAuthority.root("root").issue(KEYS, "gw", GATEWAY);
        CertificateVerifier verifier =
                new CertificateVerifier(List.of(leaf), RevocationPolicy.IGNORED, List.of(), () -> NOW);
        assertThat(verifier.verify(List.of(leaf), List.of(), IDENTITY).key()).isEqualTo(KEYS.getPublic());
        CertificateVerifier late = new CertificateVerifier(
                List.of(leaf), RevocationPolicy.IGNORED, List.of(), () -> NOW.plus(Duration.ofDays(6)));
        assertRefused(late, List.of(leaf), IDENTITY, "is not valid at");
    }

    @Test
    void refusesWeakKeysAndWrongUsage() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate weak = root.issue(TestKeys.rsa(1024), "weak", GATEWAY);
        assertRefused(trusting(root), List.of(weak), IDENTITY, "1024 bits");
        X509Certificate encipher = root.issue(KEYS, "gw", "Ed25519", KeyUsage.keyEncipherment, GATEWAY);
        assertRefused(trusting(root), List.of(encipher), IDENTITY, "does not allow signatures");
        TestAuthority middle = root.intermediate("middle");
        X509Certificate sha1 = middle.issue(KEYS, "gw", "SHA1withECDSA", KeyUsage.digitalSignature, GATEWAY);
        assertRefused(trusting(root), List.of(sha1, middle.certificate()), IDENTITY, "");
    }

    @Test
    void looksIntoRevocationLists() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate leaf = root.issue(KEYS, "gw", GATEWAY);
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        X509CRL empty = root.revocationList(tomorrow);
        X509CRL revoking = root.revocationList(tomorrow, leaf);
        X509CRL old = root.revocationList(NOW.minusSeconds(1), leaf);
        X509CRL foreign = TestAuthority.root("root").revocationList(tomorrow, leaf);
        List<X509Certificate> chain = List.of(leaf);
        String revoked = "was revoked at 2026-06-01T11:59:00Z";
        assertRefused(checking(root, RevocationPolicy.IF_AVAILABLE, revoking), chain, IDENTITY, revoked);
        assertRefused(checking(root, RevocationPolicy.REQUIRED, empty, revoking), chain, IDENTITY, revoked);
        assertRefused(checking(root, RevocationPolicy.REQUIRED, old), chain, IDENTITY, "no current CRL");
        assertRefused(checking(root, RevocationPolicy.REQUIRED, foreign), chain, IDENTITY, "no current CRL");
        assertThat(checking(root, RevocationPolicy.REQUIRED, empty)
                        .verify(chain, List.of(), IDENTITY)
                        .key())
                .isEqualTo(KEYS.getPublic());
        assertThat(checking(root, RevocationPolicy.IF_AVAILABLE, foreign)
                        .verify(chain, List.of(), IDENTITY)
                        .key())
                .isEqualTo(KEYS.getPublic());
        assertThat(checking(root, RevocationPolicy.IGNORED, revoking)
                        .verify(chain, List.of(), IDENTITY)
                        .key())
                .isEqualTo(KEYS.getPublic());
    }

    @Test
    void matchesEachKindOfIdentity() throws Exception {
        X509Certificate leaf = TestAuthority.root("root")
                .issue(
                        KEYS,
                        "gw",
                        GATEWAY,
                        new GeneralName(GeneralName.rfc822Name, "admin@gw.example"),
                        new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
                        new GeneralName(GeneralName.iPAddress, "2001:db8::1"));
        assertThat(CertificateNames.speaksFor(leaf, identity(Identity.FQDN, "GW.Example")))
                .isTrue();
        assertThat(CertificateNames.speaksFor(leaf, identity(Identity.FQDN, "w.example")))
                .isFalse();
        assertThat(CertificateNames.speaksFor(leaf, identity(Identity.FQDN, "admin@gw.example")))
                .isFalse();
        assertThat(CertificateNames.speaksFor(leaf, identity(Identity.RFC822_ADDRESS, "admin@gw.example")))
                .isTrue();
        assertThat(CertificateNames.speaksFor(leaf, address("c0000201"))).isTrue();
        assertThat(CertificateNames.speaksFor(leaf, address("c0000202"))).isFalse();
        String ipv6 = "20010db8000000000000000000000001";
        assertThat(CertificateNames.speaksFor(leaf, address(ipv6))).isTrue();
        assertThat(CertificateNames.speaksFor(leaf, Identity.distinguishedName(new X500Principal("CN=GW"))))
                .isTrue();
        assertThat(CertificateNames.speaksFor(leaf, Identity.distinguishedName(new X500Principal("CN=other"))))
                .isFalse();
        assertThat(CertificateNames.speaksFor(leaf, new Identity(Identity.DER_ASN1_DN, Bytes.of(new byte[] {1, 2}))))
                .isFalse();
        assertThat(CertificateNames.speaksFor(leaf, identity(Identity.KEY_ID, "gw.example")))
                .isFalse();
    }

    @Test
    void refusesAnIdentityThatTheCertificateDoesNotBear() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate leaf = root.issue(KEYS, "gw", GATEWAY);
        assertRefused(
                trusting(root),
                List.of(leaf),
                identity(Identity.FQDN, "other.example"),
                "does not speak for the identity other.example");
        X509Certificate plain = root.issue(KEYS, "gw.example");
        assertRefused(trusting(root), List.of(plain), IDENTITY, "does not speak for");
    }

    @Test
    void namesItsAuthoritiesByTheHashOfTheirKeys() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        TestAuthority other = TestAuthority.root("other");
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root.certificate(), other.certificate()), RevocationPolicy.IGNORED, List.of(), () -> NOW);
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest(root.certificate().getPublicKey().getEncoded());
        assertThat(verifier.authorities()).hasSize(2).startsWith(Bytes.of(hash));
        assertThat(CertificateVerifier.authorityHash(root.certificate())).isEqualTo(Bytes.of(hash));
    }

    private static CertificateVerifier trusting(TestAuthority root) {
        return checking(root, RevocationPolicy.IGNORED);
    }

    private static CertificateVerifier checking(TestAuthority root, RevocationPolicy policy, X509CRL... lists) {
        return new CertificateVerifier(List.of(root.certificate()), policy, List.of(lists), () -> NOW);
    }

    private static Identity identity(int type, String text) {
        return new Identity(type, Bytes.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Identity address(String hex) {
        byte[] data = Hex.bytes(hex);
        return new Identity(data.length == 4 ? Identity.IPV4_ADDRESS : Identity.IPV6_ADDRESS, Bytes.of(data));
    }

    private static void assertRefused(
            CertificateVerifier verifier, List<X509Certificate> chain, Identity identity, String reason) {
        assertThatThrownBy(() -> verifier.verify(chain, List.of(), identity))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining(reason);
    }
}
