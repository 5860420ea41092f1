package dev.ringswan.ike.crypto;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A signature algorithm as method 14 writes it in front of the signature: a DER AlgorithmIdentifier (RFC 7427 §3 and
 * appendix A, RFC 8420 appendix A).
 *
 * @param saltLength of PSS, in bytes; 0 otherwise
 */
record SignatureScheme(Kind kind, HashAlgorithm hash, int saltLength) {
    /** The families of signatures. */
    enum Kind {
        RSA_PKCS1,
        RSA_PSS,
        ECDSA,
        ED25519,
        ED448
    }

    /** The scheme that we sign with: PSS has a salt as long as its digest. */
    static SignatureScheme of(Kind kind, HashAlgorithm hash) {
        return new SignatureScheme(kind, hash, kind == Kind.RSA_PSS ? hash.length() : 0);
    }

    /** The scheme that an AlgorithmIdentifier names, or null for one that is not accepted, such as any with SHA-1. */
    static @Nullable SignatureScheme decode(byte[] der) {
        try {
            AlgorithmIdentifier identifier = AlgorithmIdentifier.getInstance(der);
            return identifier == null ? null : decode(identifier);
        } catch (RuntimeException e) {
            return null; // BouncyCastle has many ways to say that bytes are not the structure.
        }
    }

    private static @Nullable SignatureScheme decode(AlgorithmIdentifier identifier) {
        if (identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return decodePss(identifier.getParameters());
        }
        for (Kind kind : Kind.values()) {
            for (HashAlgorithm hash : HashAlgorithm.values()) {
                if (fits(kind, hash)
                        && kind != Kind.RSA_PSS
                        && identifier(kind, hash).getAlgorithm().equals(identifier.getAlgorithm())) {
                    return of(kind, hash);
                }
            }
        }
        return null;
    }

    /** The digest of the message must be that of the mask, as in all of RFC 7427's examples. */
    private static @Nullable SignatureScheme decodePss(@Nullable ASN1Encodable encoded) {
        if (encoded == null) {
            return null; // The default is SHA-1.
        }
        RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(encoded);
        AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
        ASN1ObjectIdentifier digest = parameters.getHashAlgorithm().getAlgorithm();
        ASN1ObjectIdentifier maskDigest =
                AlgorithmIdentifier.getInstance(mask.getParameters()).getAlgorithm();
        if (!mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                || !digest.equals(maskDigest)
                || !parameters.getTrailerField().equals(BigInteger.ONE)) {
            return null;
        }
        int salt = parameters.getSaltLength().intValueExact();
        for (HashAlgorithm hash : HashAlgorithm.values()) {
            if (fits(Kind.RSA_PSS, hash)
                    && digestIdentifier(hash).getAlgorithm().equals(digest)) {
                return salt < 0 || salt > 2 * hash.length() ? null : new SignatureScheme(Kind.RSA_PSS, hash, salt);
            }
        }
        return null;
    }

    /** Whether the two belong together. */
    static boolean fits(Kind kind, HashAlgorithm hash) {
        boolean pure = kind == Kind.ED25519 || kind == Kind.ED448;
        return pure == (hash == HashAlgorithm.IDENTITY);
    }

    /** The DER bytes. */
    byte[] encoded() {
        try {
            return identifier(kind, hash).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an AlgorithmIdentifier could not be encoded", e);
        }
    }

    /** The name that the JDK has for it, for kinds that the JDK computes. */
    String jdkName() {
        return switch (kind) {
            case RSA_PKCS1 -> digestPart() + "withRSA";
            case RSA_PSS -> "RSASSA-PSS";
            case ECDSA -> digestPart() + "withECDSA";
            case ED25519 -> "Ed25519";
            case ED448 -> "Ed448";
        };
    }

    private String digestPart() {
        return hash.digestName().replace("-", "");
    }

    private static AlgorithmIdentifier identifier(Kind kind, HashAlgorithm hash) {
        return switch (kind) {
            case RSA_PKCS1 ->
                new AlgorithmIdentifier(
                        pick(
                                hash,
                                PKCSObjectIdentifiers.sha256WithRSAEncryption,
                                PKCSObjectIdentifiers.sha384WithRSAEncryption,
                                PKCSObjectIdentifiers.sha512WithRSAEncryption),
                        DERNull.INSTANCE);
            case RSA_PSS -> pss(hash);
            case ECDSA ->
                new AlgorithmIdentifier(pick(
                        hash,
                        X9ObjectIdentifiers.ecdsa_with_SHA256,
                        X9ObjectIdentifiers.ecdsa_with_SHA384,
                        X9ObjectIdentifiers.ecdsa_with_SHA512));
            case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
            case ED448 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed448);
        };
    }

    private static AlgorithmIdentifier pss(HashAlgorithm hash) {
        AlgorithmIdentifier digest = digestIdentifier(hash);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSASSA_PSS,
                new RSASSAPSSparams(
                        digest,
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest),
                        new ASN1Integer(hash.length()),
                        RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
    }

    private static AlgorithmIdentifier digestIdentifier(HashAlgorithm hash) {
        return new AlgorithmIdentifier(
                pick(
                        hash,
                        NISTObjectIdentifiers.id_sha256,
                        NISTObjectIdentifiers.id_sha384,
                        NISTObjectIdentifiers.id_sha512),
                DERNull.INSTANCE);
    }

    private static ASN1ObjectIdentifier pick(
            HashAlgorithm hash, ASN1ObjectIdentifier of256, ASN1ObjectIdentifier of384, ASN1ObjectIdentifier of512) {
        return switch (hash) {
            case SHA2_256 -> of256;
            case SHA2_384 -> of384;
            case SHA2_512 -> of512;
            case IDENTITY -> throw new IllegalArgumentException("there is no digest");
        };
    }
}
