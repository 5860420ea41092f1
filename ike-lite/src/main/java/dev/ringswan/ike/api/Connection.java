package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.AuthVerifier;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import java.util.List;

/**
 * A peer and what may be agreed with it.
 *
 * @param name unique
 * @param local our address and port
 * @param remote the peer's address and port
 * @param localIdentity who we say we are
 * @param remoteIdentity who the peer must be
 * @param signer proves our identity
 * @param verifier checks the peer's
 * @param proposals for IKE, the preferred one first; each with encryption, PRF and key exchange
 * @param child its first child
 * @param forceEncapsulation whether to pretend that there is a NAT, so that ESP travels in UDP
 */
public record Connection(
        String name,
        TransportAddress local,
        TransportAddress remote,
        Identity localIdentity,
        Identity remoteIdentity,
        AuthSigner signer,
        AuthVerifier verifier,
        List<TransformSet> proposals,
        ChildConfig child,
        boolean forceEncapsulation) {
    /** Checks that there is a proposal. */
    public Connection {
        if (proposals.isEmpty()) {
            throw new IllegalArgumentException("connection " + name + " needs a proposal");
        }
        proposals = List.copyOf(proposals);
    }
}
