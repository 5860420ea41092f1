package dev.ringswan.ike.crypto;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests. All that it signs is valid for ten days around {@link #NOW}. */
public final class TestAuthority {
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration MARGIN = Duration.ofDays(5);

    private final X500Principal name;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final String signature;

    private TestAuthority(X500Principal name, KeyPair keys, X509Certificate certificate, String signature) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
        this.signature = signature;
    }

    private String responder = "";

    public static TestAuthority root(String name) throws Exception {
        return root(name, TestKeys.edwards("Ed25519"));
    }

    /** The same with a key of Ed25519. */
    public static TestAuthority root(String name, KeyPair keys) throws Exception {
        X500Principal principal = new X500Principal("CN=" + name);
        X509Certificate certificate = sign(
                keys,
                "Ed25519",
                builder(principal, principal, keys, 1)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
        return new TestAuthority(principal, keys, certificate, "Ed25519");
    }

    /** An authority whose certificate this one has signed. */
    public TestAuthority intermediate(String name) throws Exception {
        KeyPair own = TestKeys.ec("secp256r1");
        X500Principal principal = new X500Principal("CN=" + name);
        X509Certificate signed = sign(
                keys,
                signature,
                builder(this.name, principal, own, 2)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
        return new TestAuthority(principal, own, signed, "SHA256withECDSA");
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** What it issues from now on names this responder. */
    public TestAuthority withResponder(String url) {
        responder = url;
        return this;
    }

    PrivateKey privateKey() {
        return keys.getPrivate();
    }

    /** The name of the algorithm with which it signs. */
    String signature() {
        return signature;
    }

    /** A certificate with which somebody may answer in its name. */
    X509Certificate certifyResponder(KeyPair subject) throws Exception {
        return sign(
                keys,
                signature,
                builder(name, new X500Principal("CN=responder"), subject, 77)
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
    }

    /** A certificate for a gateway with the given names. */
    public X509Certificate issue(KeyPair subject, String commonName, GeneralName... names) throws Exception {
        return issue(subject, commonName, signature, KeyUsage.digitalSignature, names);
    }

    public X509Certificate issue(KeyPair subject, String commonName, String algorithm, int usage, GeneralName... names)
            throws Exception {
        JcaX509v3CertificateBuilder builder =
                builder(name, new X500Principal("CN=" + commonName), subject, commonName.hashCode() & 0xffff);
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        if (!responder.isEmpty()) {
            GeneralName url = new GeneralName(GeneralName.uniformResourceIdentifier, responder);
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, url));
        }
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return sign(keys, algorithm, builder);
    }

    /** A CRL that names the given certificates, until the given time. */
    public X509CRL revocationList(Instant nextUpdate, X509Certificate... revoked) throws Exception {
        X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(name, Date.from(NOW.minus(MARGIN)));
        builder.setNextUpdate(Date.from(nextUpdate));
        for (X509Certificate one : revoked) {
            builder.addCRLEntry(one.getSerialNumber(), Date.from(NOW.minusSeconds(60)), 0);
        }
        ContentSigner signer = new JcaContentSignerBuilder(signature).build(keys.getPrivate());
        return new JcaX509CRLConverter().getCRL(builder.build(signer));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair keys, int serial) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(NOW.minus(MARGIN)),
                Date.from(NOW.plus(MARGIN)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(KeyPair keys, String algorithm, X509v3CertificateBuilder builder)
            throws Exception {
        ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
