package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.SharedKeyRing;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Identity;
import java.util.ArrayList;
import java.util.Comparator;
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

    private record Ranked(SharedKeyRing.Key key, int fit) {}

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

    /**
     * The keys of peers that are told apart by what they say who they are, the one that fits best first: that of both identities,
     * then that of the peer alone, that of ours alone, that of nobody. A key that names somebody else beside us is not for
     * others: who has it must not pass for them.
     */
    List<SharedKeyRing.Key> ring(Identity local) {
        List<Ranked> ranked = new ArrayList<>();
        for (SharedKey key : keys) {
            int ours = key.fit(local);
            List<IdentityPattern> peers = key.owners().stream()
                    .filter(owner -> !owner.single().map(local::isSameAs).orElse(false))
                    .toList();
            for (IdentityPattern peer : peers) {
                ranked.add(new Ranked(
                        new SharedKeyRing.Key(peer, key.key()), PEER_WEIGHT * (1 + peer.precision()) + ours));
            }
            if (peers.isEmpty()) {
                ranked.add(new Ranked(new SharedKeyRing.Key(IdentityPattern.any(), key.key()), ours));
            }
        }
        ranked.sort(Comparator.comparingInt(Ranked::fit).reversed());
        return ranked.stream().map(Ranked::key).toList();
    }

    @Override
    public void close() {
        keys.forEach(key -> key.key().close());
    }
}
