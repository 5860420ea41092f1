package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Bytes;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Answers questions about certificates, rightly or, if a test wants it so, wrongly. */
public final class TestResponder {
    /** What is wrong with its answers. */
    public enum Fault {
        NONE,
        STALE,
        FROM_THE_FUTURE,
        OTHER_NONCE,
        NO_NONCE,
        OTHER_CERTIFICATE,
        TRY_LATER,
        NONSENSE
    }

    private final TestAuthority authority;
    private final Map<X509Certificate, Boolean> revoked = new LinkedHashMap<>();
    private PrivateKey key;
    private String algorithm;
    private X509CertificateHolder[] certificates = {};
    private Fault fault = Fault.NONE;

    /** Signs with the authority's own key. */
    public TestResponder(TestAuthority authority) {
        this.authority = authority;
        this.key = authority.privateKey();
        this.algorithm = authority.signature();
    }

    /** Knows a certificate. */
    public TestResponder knows(X509Certificate certificate, boolean isRevoked) {
        revoked.put(certificate, isRevoked);
        return this;
    }

    public TestResponder with(Fault mistake) {
        fault = mistake;
        return this;
    }

    /** Signs with another key, which some authority has certified. */
    public TestResponder signingAs(KeyPair other, TestAuthority certifier) throws Exception {
        key = other.getPrivate();
        algorithm = "SHA256withECDSA";
        certificates = new X509CertificateHolder[] {new JcaX509CertificateHolder(certifier.certifyResponder(other))};
        return this;
    }

    /** The body of the response to a request. */
    public Bytes answer(Bytes request) throws Exception {
        if (fault == Fault.NONSENSE) {
            return Bytes.of(new byte[] {1, 2, 3});
        }
        if (fault == Fault.TRY_LATER) {
            OCSPResp later = new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null);
            return Bytes.of(later.getEncoded());
        }
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        OCSPReq parsed = new OCSPReq(request.toArray());
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(
                SubjectPublicKeyInfo.getInstance(
                        authority.certificate().getPublicKey().getEncoded()),
                digests.get(CertificateID.HASH_SHA1));
        Instant from = switch (fault) {
            case STALE -> TestAuthority.NOW.minus(Duration.ofDays(2));
            case FROM_THE_FUTURE -> TestAuthority.NOW.plus(Duration.ofHours(1));
            default -> TestAuthority.NOW.minus(Duration.ofMinutes(1));
        };
        for (Req one : parsed.getRequestList()) {
            CertificateID id = fault == Fault.OTHER_CERTIFICATE
                    ? new CertificateID(
                            digests.get(CertificateID.HASH_SHA1),
                            new JcaX509CertificateHolder(authority.certificate()),
                            one.getCertID().getSerialNumber().add(BigInteger.ONE))
                    : one.getCertID();
            builder.addResponse(
                    id, status(one.getCertID()), Date.from(from), Date.from(from.plus(Duration.ofDays(1))), null);
        }
        Extension nonce = parsed.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (fault == Fault.OTHER_NONCE) {
            nonce = new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(new DEROctetString(new byte[32]).getEncoded()));
        }
        if (fault != Fault.NO_NONCE) {
            builder.setResponseExtensions(new Extensions(nonce));
        }
        return Bytes.of(new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                new JcaContentSignerBuilder(algorithm).build(key),
                                certificates,
                                Date.from(TestAuthority.NOW)))
                .getEncoded());
    }

    private CertificateStatus status(CertificateID id) {
        for (Map.Entry<X509Certificate, Boolean> known : revoked.entrySet()) {
            if (known.getKey().getSerialNumber().equals(id.getSerialNumber())) {
                return known.getValue()
                        ? new RevokedStatus(Date.from(TestAuthority.NOW.minusSeconds(60)), 0)
                        : CertificateStatus.GOOD;
            }
        }
        return new UnknownStatus();
    }
}
