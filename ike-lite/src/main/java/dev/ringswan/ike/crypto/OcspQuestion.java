package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Asks a responder whether a certificate was revoked, and judges what it answers (RFC 6960). The answer counts when the
 * certificate's issuer has signed it, or somebody whom the issuer has certified for that, when it is current, and when it
 * does not repeat another nonce than ours.
 *
 * <p><em>Threading:</em> immutable.
 */
public final class OcspQuestion {
    /** Whether a certificate was revoked. */
    public enum Status {
        GOOD,
        REVOKED,
        /** The answer says nothing that counts. */
        UNDECIDED
    }

    /**
     * What an answer means.
     *
     * @param reason a sentence, if it is not good
     */
    public record Verdict(Status status, String reason) {}

    private static final int NONCE_LENGTH = 32;
    private static final int CERTIFICATES_MAX = 4;

    /** By how much the clocks may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** How old an answer may be that does not say how long it is current. */
    private static final Duration AGE_MAX = Duration.ofHours(1);

    private final OcspTarget target;
    private final byte[] nonce;
    private final Bytes request;

    /**
     * Makes the request.
     *
     * @param publicRandom for the nonce
     */
    OcspQuestion(OcspTarget target, SecureRandom publicRandom) {
        this.target = target;
        this.nonce = new byte[NONCE_LENGTH];
        publicRandom.nextBytes(nonce);
        try {
            CertificateID id = new CertificateID(
                    digests().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(target.issuer()),
                    target.certificate().getSerialNumber());
            Extension extension = new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(new DEROctetString(nonce).getEncoded()));
            this.request = Bytes.of(new OCSPReqBuilder()
                    .addRequest(id)
                    .setRequestExtensions(new Extensions(extension))
                    .build()
                    .getEncoded());
        } catch (OCSPException | GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a question about a certificate cannot be written", e);
        }
    }

    /** Where to ask: an HTTP URL. */
    public String url() {
        return target.url();
    }

    /** What to send: the body of a POST, {@code application/ocsp-request}. */
    public Bytes request() {
        return request;
    }

    /** The subject of the certificate that it is about. */
    public String subject() {
        return target.certificate().getSubjectX500Principal().getName();
    }

    /** What an answer means, now. */
    public Verdict verdict(Bytes response) {
        try {
            OCSPResp parsed = new OCSPResp(response.toArray());
            if (parsed.getStatus() != OCSPResp.SUCCESSFUL) {
                return undecided("the responder refuses with status " + parsed.getStatus());
            }
            return parsed.getResponseObject() instanceof BasicOCSPResp basic
                    ? verdict(basic)
                    : undecided("the answer is of an unknown type");
        } catch (IOException
                | OCSPException
                | GeneralSecurityException
                | OperatorCreationException
                | RuntimeException e) {
            return undecided("the answer cannot be read: " + e.getMessage());
        }
    }

    private Verdict verdict(BasicOCSPResp response)
            throws OCSPException, GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = target.wallClock().instant();
        Extension repeated = response.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (repeated != null
                && !Arrays.equals(repeated.getExtnValue().getOctets(), new DEROctetString(nonce).getEncoded())) {
            return undecided("the answer is to another question: it has another nonce");
        }
        if (!isSigned(response, now)) {
            return undecided("the answer is not signed by the certificate's issuer, nor by whom it has named");
        }
        JcaX509CertificateHolder issuer = new JcaX509CertificateHolder(target.issuer());
        for (SingleResp single : response.getResponses()) {
            CertificateID id = single.getCertID();
            if (id.getSerialNumber().equals(target.certificate().getSerialNumber())
                    && id.matchesIssuer(issuer, digests())) {
                return verdict(single, now);
            }
        }
        return undecided("the answer is about other certificates");
    }

    private Verdict verdict(SingleResp single, Instant now) {
        Instant from = single.getThisUpdate().toInstant();
        Date next = single.getNextUpdate();
        Instant until = next == null ? from.plus(AGE_MAX) : next.toInstant();
        if (now.plus(SKEW).isBefore(from) || now.isAfter(until)) {
            return undecided("the answer is from " + from + " and is current until " + until + ", now is " + now);
        }
        return switch (single.getCertStatus()) {
            case null -> new Verdict(Status.GOOD, "");
            case RevokedStatus revoked ->
                new Verdict(
                        Status.REVOKED,
                        "the certificate of \"" + subject() + "\" was revoked at "
                                + revoked.getRevocationTime().toInstant());
            default -> undecided("the responder does not know the certificate");
        };
    }

    /** By the issuer, or with a certificate that it has issued for answers (RFC 6960 §4.2.2.2). */
    private boolean isSigned(BasicOCSPResp response, Instant now)
            throws OCSPException, GeneralSecurityException, OperatorCreationException {
        String algorithm = new DefaultSignatureNameFinder().getAlgorithmName(response.getSignatureAlgorithmID());
        if (algorithm.startsWith("SHA1") || algorithm.startsWith("MD")) {
            return false;
        }
        if (isSignedBy(response, target.issuer().getPublicKey())) {
            return true;
        }
        X509CertificateHolder[] holders = response.getCerts();
        for (int i = 0; i < Math.min(holders.length, CERTIFICATES_MAX); i++) {
            X509Certificate signer = new JcaX509CertificateConverter().getCertificate(holders[i]);
            if (mayAnswer(signer, now) && isSignedBy(response, signer.getPublicKey())) {
                return true;
            }
        }
        return false;
    }

    private boolean mayAnswer(X509Certificate signer, Instant now) throws CertificateParsingException {
        List<String> purposes = signer.getExtendedKeyUsage();
        if (!signer.getIssuerX500Principal().equals(target.issuer().getSubjectX500Principal())
                || purposes == null
                || !purposes.contains(KeyPurposeId.id_kp_OCSPSigning.getId())
                || KeyStrength.weakness(signer.getPublicKey()) != null) {
            return false;
        }
        try {
            signer.checkValidity(Date.from(now));
            signer.verify(target.issuer().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // Another issuer of the same name, or too old.
        }
    }

    private static boolean isSignedBy(BasicOCSPResp response, PublicKey key) throws OperatorCreationException {
        try {
            return response.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OCSPException e) {
            return false; // A key of another kind than the signature.
        }
    }

    private static Verdict undecided(String reason) {
        return new Verdict(Status.UNDECIDED, reason);
    }

    private static DigestCalculatorProvider digests() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build();
    }
}
