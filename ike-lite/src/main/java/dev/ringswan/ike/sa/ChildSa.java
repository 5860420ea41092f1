package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.negotiate.SelectorNarrowing;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TrafficSelector;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pair of ESP SAs. Its outbound half is at first <em>registered</em>, then <em>active</em>: a responder of a rekey
 * does not send on it before it knows that the peer receives (RFC 7296 §2.8).
 *
 * <p><i>Threading:</i> one thread.
 */
public final class ChildSa {
    private final ChildConfig config;
    private final long establishedNs;
    private final int inboundSpi;
    private final int outboundSpi;
    private final TransformSet suite;
    private final List<TrafficSelector> localSelectors;
    private final List<TrafficSelector> remoteSelectors;
    private @Nullable SaDescription registered;
    private @Nullable ChildSa successor;
    private boolean deleted;
    private long removalNs = MessageWindow.NEVER;

    public ChildSa(ChildConfig config, SaDescription inbound, SaDescription outbound, long nowNs) {
        this.establishedNs = nowNs;
        this.config = config;
        this.inboundSpi = inbound.spi();
        this.outboundSpi = outbound.spi();
        this.suite = inbound.suite();
        this.localSelectors = inbound.localSelectors();
        this.remoteSelectors = inbound.remoteSelectors();
        this.registered = outbound;
    }

    public ChildConfig config() {
        return config;
    }

    /** When it came to be. */
    public long establishedNs() {
        return establishedNs;
    }

    /** The SPI that we chose. */
    public int inboundSpi() {
        return inboundSpi;
    }

    /** The SPI that the peer chose. */
    public int outboundSpi() {
        return outboundSpi;
    }

    public TransformSet suite() {
        return suite;
    }

    /** What may come from our side. */
    public List<TrafficSelector> localSelectors() {
        return localSelectors;
    }

    /** What may come from the peer's side. */
    public List<TrafficSelector> remoteSelectors() {
        return remoteSelectors;
    }

    /** Whether it carries some of this traffic, and is not about to go. */
    public boolean holds(List<TrafficSelector> local, List<TrafficSelector> remote) {
        return !deleted
                && SelectorNarrowing.haveCommon(localSelectors, local)
                && SelectorNarrowing.haveCommon(remoteSelectors, remote);
    }

    /** The outbound SA, the first time: then it is active. */
    public Optional<SaDescription> activate() {
        SaDescription outbound = registered;
        registered = null;
        return Optional.ofNullable(outbound);
    }

    /** The peer is elsewhere: if we do not send on it yet, we shall send there. */
    public void move(TransportAddress local, TransportAddress remote) {
        if (registered != null) {
            registered = registered.between(local, remote);
        }
    }

    /** Whether we send on it: if not, the peer may not know yet that there is this child SA. */
    public boolean isActive() {
        return registered == null;
    }

    /** The child SA that a rekey made in place of this one. */
    public Optional<ChildSa> successor() {
        return Optional.ofNullable(successor);
    }

    /** Is rekeyed: this one stays only as long as traffic is under way. */
    public void replacedBy(ChildSa child) {
        successor = child;
    }

    /** Its successor is deleted before it took this one's place: so this one stays. */
    public void keepsWithout(ChildSa gone) {
        if (successor == gone && !deleted) {
            successor = null;
        }
    }

    /** Whether both sides have agreed that it is no more; its inbound SA may outlive that. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Whether it is the one that counts: not replaced, not deleted. */
    public boolean isCurrent() {
        return !deleted && successor == null;
    }

    /** When to stop receiving, or {@link MessageWindow#NEVER}. */
    public long removalNs() {
        return removalNs;
    }

    /** Is deleted, but receives until then. */
    public void deleted(long receivesUntilNs) {
        deleted = true;
        removalNs = receivesUntilNs;
    }

    /** Wipes the keys that were not handed over. */
    public void close() {
        activate().ifPresent(outbound -> {
            outbound.encryptionKey().close();
            outbound.integrityKey().close();
        });
    }
}
