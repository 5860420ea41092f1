package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Identity;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Proves who we are: makes the content of our AUTH payload. A port: simulations use a cheap one.
 *
 * <p><em>Threading:</em> stateless; may run on a worker.
 */
public interface AuthSigner {
    /**
     * Signs.
     *
     * @param prf the negotiated function, for shared keys
     * @param signedOctets of {@link SignedOctets}
     * @param peerHashes what the peer's SIGNATURE_HASH_ALGORITHMS named; empty when it sent none, so that it does not know
     *     method 14
     * @param random the secret random stream, for the signature's own random numbers
     * @throws CryptoRefusal when the peer accepts nothing that our key can do; says so
     */
    AuthValue sign(Prf prf, byte[] signedOctets, Set<HashAlgorithm> peerHashes, SecureRandom random)
            throws CryptoRefusal;

    /** The same as it is used for a peer that has said who it is. */
    default AuthSigner signingTo(Identity peer) {
        return this;
    }
}
