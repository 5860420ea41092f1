package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.AuthValue;
import dev.ringswan.ike.crypto.AuthVerifier;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.HashAlgorithm;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SharedKeyAuth;
import dev.ringswan.ike.wire.Identity;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pre-shared keys of a connection whose peer may be one of several. Which one is meant shows when the peer has said who it
 * is: {@link #verifying} and {@link #signingTo} take the first whose owner that may be.
 *
 * <p><i>Ownership:</i> holds copies of the keys until it is closed.
 */
public final class SharedKeyRing implements AuthSigner, AuthVerifier, AutoCloseable {
    /**
     * A key and whose it is.
     *
     * @param key stays the caller's
     */
    public record Key(IdentityPattern owner, Secret key) {}

    private record Held(IdentityPattern owner, SharedKeyAuth auth) {}

    private final List<Held> keys = new ArrayList<>();
    /** Where the first key of a single owner stands. */
    private final Map<String, Integer> byIdentity = new LinkedHashMap<>();
    /** Where the keys of other owners stand. */
    private final List<Integer> patterns = new ArrayList<>();

    private final @Nullable SharedKeyAuth own;

    /**
     * Copies the keys.
     *
     * @param keys the preferred one first
     * @param own by which we prove who we are as long as the peer has not said who it is; null for none
     */
    public SharedKeyRing(List<Key> keys, @Nullable Secret own) {
        this.own = own == null ? null : Authenticator.sharedKey(own);
        for (Key key : keys) {
            int place = this.keys.size();
            this.keys.add(new Held(key.owner(), Authenticator.sharedKey(key.key())));
            key.owner()
                    .single()
                    .ifPresentOrElse(
                            identity -> byIdentity.putIfAbsent(identity.canonical(), place), () -> patterns.add(place));
        }
    }

    private @Nullable SharedKeyAuth find(Identity peer) {
        int best = byIdentity.getOrDefault(peer.canonical(), keys.size());
        for (int place : patterns) {
            if (place < best && keys.get(place).owner().matches(peer)) {
                best = place;
            }
        }
        return best == keys.size() ? null : keys.get(best).auth();
    }

    @Override
    public AuthSigner signingTo(Identity peer) {
        SharedKeyAuth found = find(peer);
        return found == null ? this : found;
    }

    /** For a peer that has no key: does the same work, and refuses. */
    @Override
    public AuthVerifier verifying(Identity peer) {
        SharedKeyAuth found = find(peer);
        return found == null ? new Unknown(peer) : found;
    }

    @Override
    public AuthValue sign(Prf prf, byte[] signedOctets, Set<HashAlgorithm> peerHashes, SecureRandom random)
            throws CryptoRefusal {
        if (own == null) {
            throw new CryptoRefusal("there is no pre-shared key for a peer that has not said who it is");
        }
        return own.sign(prf, signedOctets, peerHashes, random);
    }

    @Override
    public void verify(Prf prf, byte[] signedOctets, AuthValue received) throws CryptoRefusal {
        throw new CryptoRefusal("there is no pre-shared key for a peer that has not said who it is");
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        keys.forEach(held -> held.auth().close());
        if (own != null) {
            own.close();
        }
    }

    /** Whether both have the same keys for the same owners. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedKeyRing ring && keys.equals(ring.keys) && Objects.equals(own, ring.own);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** Takes as long as a key that is not the right one. */
    private record Unknown(Identity peer) implements AuthVerifier {
        private static final SharedKeyAuth NOBODYS = Authenticator.sharedKey(Secret.owning(new byte[32]));

        @Override
        public void verify(Prf prf, byte[] signedOctets, AuthValue received) throws CryptoRefusal {
            try {
                NOBODYS.verify(prf, signedOctets, received);
            } catch (CryptoRefusal _) {
                // Nobody has that key; what counts is that it has taken its time.
            }
            throw new CryptoRefusal("there is no pre-shared key for the peer " + peer);
        }
    }
}
