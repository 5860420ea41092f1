package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.nativeio.testing.Vectors;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;

final class CredentialsTest {
    @Test
    void readsPrivateKeysInEachForm() throws Exception {
        for (KeyPair pair : List.of(
                TestKeys.rsa(2048), TestKeys.ec("secp384r1"), TestKeys.edwards("Ed25519"), TestKeys.edwards("Ed448"))) {
            byte[] pkcs8 = pem(new JcaPKCS8Generator(pair.getPrivate(), null));
            assertThat(Credentials.privateKey("key.pem", pkcs8)).isEqualTo(pair.getPrivate());
            assertThat(Credentials.privateKey("key.der", pair.getPrivate().getEncoded()))
                    .isEqualTo(pair.getPrivate());
        }
        KeyPair rsa = TestKeys.rsa(2048);
        byte[] traditional = pem(new JcaMiscPEMGenerator(rsa.getPrivate()));
        assertThat(new String(traditional, StandardCharsets.US_ASCII)).startsWith("-----BEGIN RSA PRIVATE KEY");
        assertThat(Credentials.privateKey("key.pem", traditional)).isEqualTo(rsa.getPrivate());
    }

    /** The two blocks that {@code openssl ecparam -genkey} writes, with the public key inside. */
    @Test
    void readsEcKeysAsOpensslWritesThem() throws Exception {
        KeyPair pair = TestKeys.ec("secp256r1");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        ASN1Encodable curve = info.getPrivateKeyAlgorithm().getParameters();
        ECPrivateKey withAll = new ECPrivateKey(
                256,
                ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS(),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData(),
                curve);
        byte[] parameters = curve.toASN1Primitive().getEncoded();
        byte[] both = concat(
                pem(new PemObject("EC PARAMETERS", parameters)),
                pem(new PemObject("EC PRIVATE KEY", withAll.getEncoded())));
        assertThat(Credentials.privateKey("key.pem", both)).isEqualTo(pair.getPrivate());
        PrivateKeyInfo wrapped = new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), withAll);
        assertThat(Credentials.privateKey("key.pem", pem(new PemObject("PRIVATE KEY", wrapped.getEncoded()))))
                .isEqualTo(pair.getPrivate());
    }

    @Test
    void refusesKeysThatItCannotUse() throws Exception {
        byte[] weak = TestKeys.rsa(1024).getPrivate().getEncoded();
        assertThatThrownBy(() -> Credentials.privateKey("key.der", weak))
                .isInstanceOf(CredentialException.class)
                .hasMessage("the private key in key.der has only 1024 bits; RSA keys need 2048 or more");
        byte[] encrypted = pem(new PemObject(
                "RSA PRIVATE KEY",
                List.of(
                        new PemHeader("Proc-Type", "4,ENCRYPTED"),
                        new PemHeader("DEK-Info", "AES-128-CBC,00000000000000000000000000000000")),
                new byte[32]));
        assertThatThrownBy(() -> Credentials.privateKey("key.pem", encrypted))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("is encrypted; decrypt it with");
        for (byte[] content : List.of(new byte[0], new byte[] {0x30, 1}, "text".getBytes(StandardCharsets.US_ASCII))) {
            assertThatThrownBy(() -> Credentials.privateKey("key.pem", content))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContaining("key.pem");
        }
    }

    @Test
    void doesNotRepeatABrokenKeyInItsMessage() {
        byte[] broken = "-----BEGIN PRIVATE KEY-----\nQUJDREVGR0g=\n-----END PRIVATE KEY-----\n"
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Credentials.privateKey("key.pem", broken))
                .isInstanceOf(CredentialException.class)
                .hasNoCause()
                .hasMessageNotContaining("QUJD");
    }

    @Test
    void readsSeveralCertificatesFromOneFile() throws Exception {
        TestAuthority root = TestAuthority.root("root");
        TestAuthority middle = root.intermediate("middle");
        byte[] both = concat(
                pem(new JcaMiscPEMGenerator(middle.certificate())), pem(new JcaMiscPEMGenerator(root.certificate())));
        assertThat(Credentials.certificates("ca.pem", both)).containsExactly(middle.certificate(), root.certificate());
        assertThat(Credentials.certificates("ca.der", root.certificate().getEncoded()))
                .containsExactly(root.certificate());
        byte[] list = root.revocationList(TestAuthority.NOW.plusSeconds(60)).getEncoded();
        assertThat(Credentials.revocationLists("ca.crl", list)).hasSize(1);
        assertThatThrownBy(() -> Credentials.certificates("ca.crl", list)).isInstanceOf(CredentialException.class);
    }

    /** Odd certificates and CRLs are read or refused with a sentence, and checking them throws nothing else either. */
    @Test
    void survivesTheOdditiesAndSeedsOfOthers() throws Exception {
        for (String file : List.of("certs/x509-oddities.zip", "certs/fuzz-seeds.zip")) {
            int count = 0;
            int read = 0;
            try (ZipFile zip = new ZipFile(Vectors.path(file).toFile())) {
                for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                    byte[] content = zip.getInputStream(entries.nextElement()).readAllBytes();
                    read += isRead(content) ? 1 : 0;
                    count++;
                }
            }
            System.out.println(file + ": " + read + " of " + count + " hold certificates that can be read");
            Counted.report(file, count, 90);
        }
    }

    private static boolean isRead(byte[] content) throws Exception {
        try {
            Credentials.revocationLists("crl", content);
        } catch (CredentialException e) {
            assertThat(e.getMessage()).contains("crl");
        }
        try {
            Credentials.privateKey("key", content);
        } catch (CredentialException e) {
            assertThat(e.getMessage()).contains("key");
        }
        try {
            List<X509Certificate> certificates = Credentials.certificates("cert", content);
            check(certificates, TestAuthority.root("root").certificate());
            check(certificates, certificates.getLast());
            return true;
        } catch (CredentialException e) {
            assertThat(e.getMessage()).contains("cert");
            return false;
        }
    }

    private static void check(List<X509Certificate> received, X509Certificate root) {
        CertificateVerifier verifier = new CertificateVerifier(
                List.of(root), RevocationPolicy.IF_AVAILABLE, List.of(), () -> TestAuthority.NOW);
        for (int type = 1; type <= 11; type++) {
            Identity identity = identity(type);
            CertificateNames.speaksFor(received.getFirst(), identity);
            try {
                verifier.verify(received, List.of(), identity);
            } catch (CryptoRefusal e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static Identity identity(int type) {
        int length = type == Identity.IPV4_ADDRESS ? 4 : type == Identity.IPV6_ADDRESS ? 16 : 10;
        return new Identity(type, Bytes.of(Arrays.copyOf("gw.example".getBytes(StandardCharsets.US_ASCII), length)));
    }

    private static byte[] pem(PemObjectGenerator generator) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(generator);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
