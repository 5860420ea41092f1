package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.SharedKeyAuth;
import dev.ringswan.ike.negotiate.TransformSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A peer and what may be agreed with it.
 *
 * @param name unique
 * @param local our address and port; any address means: whichever the peer writes to
 * @param remote the peer's address and port; any address means: a peer that calls from wherever it is
 * @param localAuth who we say we are, and how we prove it
 * @param remoteAuth who the peer must be, and how it has to prove it
 * @param proposals for IKE, the preferred one first; each with encryption, PRF and key exchange
 * @param children one at least, with unique names; IKE_AUTH makes the first, the others follow
 * @param encapsulation when ESP travels in UDP
 * @param lifetime of its IKE SAs
 * @param livenessNs nanoseconds of silence before the peer is asked whether it lives; 0 means never
 * @param ppk a postquantum preshared key, or null
 * @param unique whether the peer may have several IKE SAs
 */
public record Connection(
        String name,
        TransportAddress local,
        TransportAddress remote,
        LocalAuth localAuth,
        RemoteAuth remoteAuth,
        List<TransformSet> proposals,
        List<ChildConfig> children,
        Encapsulation encapsulation,
        IkeLifetime lifetime,
        long livenessNs,
        @Nullable Ppk ppk,
        Uniqueness unique) {
    /** What one IKE SA can hold. */
    public static final int CHILDREN_MAX = 16;

    /** Checks that there is a proposal, and the children. */
    public Connection {
        if (proposals.isEmpty() || children.isEmpty()) {
            throw new IllegalArgumentException("connection " + name + " needs a proposal and a child");
        }
        long names = children.stream().map(ChildConfig::name).distinct().count();
        if (names < children.size() || names > CHILDREN_MAX) {
            throw new IllegalArgumentException("connection " + name + " has " + children.size()
                    + " children, expected at most " + CHILDREN_MAX + ", with different names");
        }
        if (livenessNs < 0) {
            throw new IllegalArgumentException("connection " + name + " asks after " + livenessNs
                    + " ns whether the peer lives, expected 0 (never) or more");
        }
        proposals = List.copyOf(proposals);
        children = List.copyOf(children);
    }

    /** Wipes the shared keys: nobody begins an IKE SA by it any more. Private keys are the JDK's. */
    public void wipe() {
        wipe(localAuth.signer());
        if (remoteAuth instanceof RemoteAuth.SharedKey sharedKey) {
            wipe(sharedKey.verifier());
        }
        if (ppk != null) {
            ppk.key().close();
        }
    }

    private static void wipe(Object auth) {
        switch (auth) {
            case SharedKeyAuth key -> key.close();
            case SharedKeyRing ring -> ring.close();
            default -> {}
        }
    }

    /** The child of a name. */
    public Optional<ChildConfig> child(String child) {
        return children.stream().filter(config -> config.name().equals(child)).findFirst();
    }

    /** Whether a peer at one address that writes to the other may mean this connection. */
    public boolean isBetween(TransportAddress ours, TransportAddress theirs) {
        return local.covers(ours) && remote.covers(theirs);
    }
}
