package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Identity;

/**
 * Checks who the peer is: verifies the content of its AUTH payload. A port: simulations use a cheap one.
 *
 * <p><em>Threading:</em> stateless; may run on a worker.
 */
public interface AuthVerifier {
    /**
     * Returns when the value is right.
     *
     * @param prf the negotiated function, for shared keys
     * @param signedOctets of {@link SignedOctets}, from the peer's point of view
     * @throws CryptoRefusal when it is not, with the reason
     */
    void verify(Prf prf, byte[] signedOctets, AuthValue received) throws CryptoRefusal;

    /** The same as it is used for a peer that says it is somebody. */
    default AuthVerifier verifying(Identity peer) {
        return this;
    }
}
