package dev.ringswan.ike.crypto;

import java.security.PublicKey;
import java.util.List;

/**
 * A peer whose certificates lead to an authority.
 *
 * @param key with which it must have signed
 * @param targets certificates that a responder is to be asked about before the peer is believed
 * @param policy what becomes of it if no answer counts
 */
public record CertifiedPeer(PublicKey key, List<OcspTarget> targets, RevocationPolicy policy) {
    /** Copies the list. */
    public CertifiedPeer {
        targets = List.copyOf(targets);
    }
}
