package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

final class CertificateVerifierTest {
    private static final Instant NOW = TestAuthority.NOW;
    private static final KeyPair KEYS = TestKeys.ec("secp256r1");
    private static final GeneralName GATEWAY = new GeneralName(GeneralName.dNSName, "gw.example");
    private static final IkeIdentity IDENTITY = identity(IkeIdentity.FQDN, "gw.example");

    @Test
    void acceptsAChainInAnyOrder() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        TestAuthority middle = root.intermediate("middle");
        TestAuthority lower = middle.intermediate("lower");
        X509Certificate leaf = lower.issue(KEYS, "gw", GATEWAY);
        CertificateVerifier verifier = trusting(root);
        assertThat(verifier.verify(List.of(leaf, middle.certificate(), lower.certificate()), IDENTITY, NOW))
                .isEqualTo(KEYS.getPublic());
        assertThat(verifier.verify(List.of(leaf, lower.certificate(), middle.certificate()), IDENTITY, NOW))
                .isEqualTo(KEYS.getPublic());
        assertRefused(verifier, List.of(leaf, middle.certificate()), IDENTITY, NOW, "does not lead to");
    }

    @Test
    void refusesAnotherAuthority() throws Exception {
        X509Certificate leaf = TestAuthority.root("root").issue(KEYS, "gw", GATEWAY);
        assertRefused(trusting(TestAuthority.root("root")), List.of(leaf), IDENTITY, NOW, "does not lead to");
        CertificateVerifier nobody = new CertificateVerifier(List.of(), RevocationPolicy.IGNORED, List.of());
        assertRefused(nobody, List.of(leaf), IDENTITY, NOW, "no certificate authority");
        assertRefused(nobody, List.of(), IDENTITY, NOW, "0 certificates");
    }

    @Test
    void refusesALeafThatSignedAnother() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate self = TestAuthority.root("root").certificate();
        assertRefused(trusting(root), List.of(self), IDENTITY, NOW, "does not lead to");
    }

    @Test
    void keepsToTheTimeGiven() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate leaf = root.issue(KEYS, "gw", GATEWAY);
        CertificateVerifier verifier = trusting(root);
        for (int days : new int[] {-6, 6}) {
            assertRefused(verifier, List.of(leaf), IDENTITY, NOW.plus(Duration.ofDays(days)), "does not lead to");
        }
    }

    @Test
    void acceptsACertificateThatIsTrustedItself() throws Exception {
        X509Certificate leaf = TestAuthority.root("root").issue(KEYS, "gw", GATEWAY);
        CertificateVerifier verifier = new CertificateVerifier(List.of(leaf), RevocationPolicy.IGNORED, List.of());
        assertThat(verifier.verify(List.of(leaf), IDENTITY, NOW)).isEqualTo(KEYS.getPublic());
        assertRefused(verifier, List.of(leaf), IDENTITY, NOW.plus(Duration.ofDays(6)), "is not valid at");
    }

    @Test
    void refusesWeakKeysAndWrongUsage() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate weak = root.issue(TestKeys.rsa(1024), "weak", GATEWAY);
        assertRefused(trusting(root), List.of(weak), IDENTITY, NOW, "1024 bits");
        X509Certificate encipher = root.issue(KEYS, "gw", "Ed25519", KeyUsage.keyEncipherment, GATEWAY);
        assertRefused(trusting(root), List.of(encipher), IDENTITY, NOW, "does not allow signatures");
        TestAuthority middle = root.intermediate("middle");
        X509Certificate sha1 = middle.issue(KEYS, "gw", "SHA1withECDSA", KeyUsage.digitalSignature, GATEWAY);
        assertRefused(trusting(root), List.of(sha1, middle.certificate()), IDENTITY, NOW, "");
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
        assertRefused(checking(root, RevocationPolicy.IF_AVAILABLE, revoking), chain, IDENTITY, NOW, revoked);
        assertRefused(checking(root, RevocationPolicy.REQUIRED, empty, revoking), chain, IDENTITY, NOW, revoked);
        assertRefused(checking(root, RevocationPolicy.REQUIRED, old), chain, IDENTITY, NOW, "no current CRL");
        assertRefused(checking(root, RevocationPolicy.REQUIRED, foreign), chain, IDENTITY, NOW, "no current CRL");
        assertThat(checking(root, RevocationPolicy.REQUIRED, empty).verify(chain, IDENTITY, NOW))
                .isEqualTo(KEYS.getPublic());
        assertThat(checking(root, RevocationPolicy.IF_AVAILABLE, foreign).verify(chain, IDENTITY, NOW))
                .isEqualTo(KEYS.getPublic());
        assertThat(checking(root, RevocationPolicy.IGNORED, revoking).verify(chain, IDENTITY, NOW))
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
        assertThat(identity(IkeIdentity.FQDN, "GW.Example").matches(leaf)).isTrue();
        assertThat(identity(IkeIdentity.FQDN, "w.example").matches(leaf)).isFalse();
        assertThat(identity(IkeIdentity.FQDN, "admin@gw.example").matches(leaf)).isFalse();
        assertThat(identity(IkeIdentity.EMAIL, "admin@gw.example").matches(leaf))
                .isTrue();
        assertThat(IkeIdentity.of(IkeIdentity.IPV4, Hex.bytes("c0000201")).matches(leaf))
                .isTrue();
        assertThat(IkeIdentity.of(IkeIdentity.IPV4, Hex.bytes("c0000202")).matches(leaf))
                .isFalse();
        byte[] ipv6 = Hex.bytes("20010db8000000000000000000000001");
        assertThat(IkeIdentity.of(IkeIdentity.IPV6, ipv6).matches(leaf)).isTrue();
        assertThat(IkeIdentity.of(IkeIdentity.DN, new X500Principal("CN=GW").getEncoded())
                        .matches(leaf))
                .isTrue();
        assertThat(IkeIdentity.of(IkeIdentity.DN, new X500Principal("CN=other").getEncoded())
                        .matches(leaf))
                .isFalse();
        assertThat(IkeIdentity.of(IkeIdentity.DN, new byte[] {1, 2}).matches(leaf))
                .isFalse();
        assertThat(identity(IkeIdentity.KEY_ID, "gw.example").matches(leaf)).isFalse();
    }

    @Test
    void refusesAnIdentityThatTheCertificateDoesNotBear() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        X509Certificate leaf = root.issue(KEYS, "gw", GATEWAY);
        assertRefused(
                trusting(root),
                List.of(leaf),
                identity(IkeIdentity.FQDN, "other.example"),
                NOW,
                "does not speak for the identity other.example");
        X509Certificate plain = root.issue(KEYS, "gw.example");
        assertRefused(trusting(root), List.of(plain), IDENTITY, NOW, "does not speak for");
    }

    @Test
    void namesItsAuthoritiesByTheHashOfTheirKeys() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        TestAuthority other = TestAuthority.root("other");
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root.certificate(), other.certificate()), RevocationPolicy.IGNORED, List.of());
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest(root.certificate().getPublicKey().getEncoded());
        assertThat(verifier.authorityHashes()).hasSize(40).startsWith(hash);
        assertThat(CertificateVerifier.authorityHash(root.certificate())).isEqualTo(hash);
    }

    private static CertificateVerifier trusting(TestAuthority root) {
        return checking(root, RevocationPolicy.IGNORED);
    }

    private static CertificateVerifier checking(TestAuthority root, RevocationPolicy policy, X509CRL... lists) {
        return new CertificateVerifier(List.of(root.certificate()), policy, List.of(lists));
    }

    private static IkeIdentity identity(int type, String text) {
        return IkeIdentity.of(type, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertRefused(
            CertificateVerifier verifier,
            List<X509Certificate> chain,
            IkeIdentity identity,
            Instant now,
            String reason) {
        assertThatThrownBy(() -> verifier.verify(chain, identity, now))
                .isInstanceOf(CryptoRefusal.class)
                .hasMessageContaining(reason);
    }
}
