package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pre-shared keys of a configuration. <em>Ownership:</em> holds the keys until it is closed; who takes one for longer
 * copies it.
 */
final class SharedKeys implements AutoCloseable {
    /**
     * A key and those who share it.
     *
     * @param name of its section, or the file and line it stands in
     * @param owners identities on either side; empty for everybody
     */
    record SharedKey(String name, List<IdentityPattern> owners, Secret key) {
        SharedKey {
            owners = List.copyOf(owners);
        }

        /** How well it fits two identities: the peer's counts more than ours; −1 when it does not fit at all. */
        private int fit(Identity local, IdentityPattern remote) {
            if (owners.isEmpty()) {
                return 0;
            }
            int fit = PEER_WEIGHT * remote.single().map(this::fit).orElse(0) + fit(local);
            return fit == 0 ? -1 : fit;
        }

        private int fit(Identity identity) {
            return owners.stream()
                    .filter(owner -> owner.matches(identity))
                    .mapToInt(owner -> 1 + owner.precision())
                    .max()
                    .orElse(0);
        }
    }

    /** More than the fit of one identity can be. */
    private static final int PEER_WEIGHT = 8;

    private final List<SharedKey> keys = new ArrayList<>();

    void add(SharedKey key) {
        keys.add(key);
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The key for two identities, chosen as strongSwan does it: the first of those that fit best; null for none. */
    @Nullable
    SharedKey find(Identity local, IdentityPattern remote) {
        SharedKey best = null;
        int bestFit = -1;
        for (SharedKey key : keys) {
            int fit = key.fit(local, remote);
            if (fit > bestFit) {
                best = key;
                bestFit = fit;
            }
        }
        return best;
    }

    @Override
    public void close() {
        keys.forEach(key -> key.key().close());
    }
}
