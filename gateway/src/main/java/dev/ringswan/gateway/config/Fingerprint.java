package dev.ringswan.gateway.config;

import dev.ringswan.ike.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;

/**
 * What tells whether two readings of a file gave the same, secrets included: it compares, and it never prints, since a
 * digest of a weak secret can be guessed from.
 */
final class Fingerprint {
    private final byte[] digest;

    private Fingerprint(byte[] digest) {
        this.digest = digest;
    }

    /** Collects what counts. The parts are told apart by their lengths. */
    static final class Builder {
        private final MessageDigest digest;

        Builder() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JDK has no SHA-256", e);
            }
        }

        Builder add(Object value) {
            return add(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
        }

        Builder add(Secret secret) {
            byte[] bytes = secret.copy();
            add(bytes);
            Arrays.fill(bytes, (byte) 0);
            return this;
        }

        Builder addCertificates(Collection<X509Certificate> certificates) {
            try {
                for (X509Certificate certificate : certificates) {
                    add(certificate.getEncoded());
                }
                return this;
            } catch (CertificateEncodingException e) {
                throw unreadable(e);
            }
        }

        Builder addRevocationLists(Collection<X509CRL> lists) {
            try {
                for (X509CRL list : lists) {
                    add(list.getEncoded());
                }
                return this;
            } catch (CRLException e) {
                throw unreadable(e);
            }
        }

        Fingerprint build() {
            return new Fingerprint(digest.digest());
        }

        /** What another one says. */
        Builder add(Fingerprint other) {
            return add(other.digest);
        }

        private Builder add(byte[] part) {
            digest.update(Integer.toString(part.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(part);
            return this;
        }

        private static IllegalStateException unreadable(GeneralSecurityException e) {
            return new IllegalStateException("what was decoded cannot be encoded: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "Fingerprint";
    }
}
