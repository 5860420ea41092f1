package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.AuthValue;
import dev.ringswan.ike.crypto.AuthVerifier;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.Secret;

/** Who the peer must be, and how it has to prove it (RFC 7296 §2.15). */
public sealed interface RemoteAuth {
    /** Whom we speak to. */
    IdentityPattern identity();

    /** Whether the method of an AUTH payload is of the kind that is expected. */
    boolean expects(int authMethod);

    /** With a pre-shared key, of which a copy is kept. */
    static RemoteAuth sharedKey(IdentityPattern identity, Secret key) {
        return new SharedKey(identity, Authenticator.sharedKey(key));
    }

    /** With one of several pre-shared keys, which shows when the peer has said who it is. */
    static RemoteAuth sharedKeys(IdentityPattern identity, SharedKeyRing keys) {
        return new SharedKey(identity, keys);
    }

    /** With a certificate that leads to one of the verifier's authorities. */
    static RemoteAuth certificate(IdentityPattern identity, CertificateVerifier verifier) {
        return new Certificate(identity, verifier);
    }

    /**
     * By knowing a secret.
     *
     * @param verifier checks the AUTH payload
     */
    record SharedKey(IdentityPattern identity, AuthVerifier verifier) implements RemoteAuth {
        @Override
        public boolean expects(int authMethod) {
            return authMethod == AuthValue.SHARED_KEY;
        }
    }

    /**
     * By a certificate.
     *
     * @param verifier checks the CERT payloads, and has the key for the AUTH payload then
     */
    record Certificate(IdentityPattern identity, CertificateVerifier verifier) implements RemoteAuth {
        @Override
        public boolean expects(int authMethod) {
            return authMethod != AuthValue.SHARED_KEY;
        }
    }
}
