package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TrafficSelector;
import java.util.List;

/**
 * One direction of a child SA, as agreed.
 *
 * <p><i>Ownership:</i> whoever carries the effect out closes the two keys; a copy of nothing stays here.
 *
 * @param connection its name
 * @param child its name
 * @param spi of this direction: chosen by the receiver
 * @param pairSpi of the other direction of the pair: SA limits are per direction, but the pair is rekeyed as one
 * @param suite one transform of each type
 * @param encryptionKey with the salt of combined modes
 * @param integrityKey empty for combined modes
 * @param local our address; its port counts with encapsulation only
 * @param remote the peer's
 * @param localSelectors what may come from our side
 * @param remoteSelectors what may come from the peer's side
 * @param encapsulated whether ESP travels in UDP (RFC 3948)
 * @param transport whether it is in transport mode, else in tunnel mode
 */
public record SaDescription(
        String connection,
        String child,
        int spi,
        int pairSpi,
        TransformSet suite,
        Secret encryptionKey,
        Secret integrityKey,
        TransportAddress local,
        TransportAddress remote,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        boolean encapsulated,
        boolean transport) {
    /** The same between other addresses; it has the same keys, which are not copied. */
    public SaDescription between(TransportAddress ours, TransportAddress theirs) {
        return new SaDescription(
                connection,
                child,
                spi,
                pairSpi,
                suite,
                encryptionKey,
                integrityKey,
                ours,
                theirs,
                localSelectors,
                remoteSelectors,
                encapsulated,
                transport);
    }
}
