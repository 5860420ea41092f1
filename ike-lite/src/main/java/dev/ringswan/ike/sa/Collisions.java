package dev.ringswan.ike.sa;

import dev.ringswan.ike.wire.Bytes;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What the peer has changed in an IKE SA while a request of ours waits for its response (RFC 7296 §2.8.1, §2.8.2). It is
 * forgotten with the response.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class Collisions {
    /**
     * What the peer has made in place of the child SA that we rekey, too, or where we have asked for the same new one.
     *
     * @param child its child SA, or null as long as the peer's additional key exchanges are under way
     * @param lowestNonce of the two of its exchange
     */
    public record ChildRival(@Nullable ChildSa child, Bytes lowestNonce) {}

    /**
     * What the peer has made in place of the IKE SA that we rekey, too.
     *
     * @param sa its IKE SA, or null as long as the peer's additional key exchanges are under way
     * @param lowestNonce of the two of its exchange
     */
    public record IkeRival(@Nullable IkeSa sa, Bytes lowestNonce) {}

    private final SequencedSet<Integer> closedEarly = new LinkedHashSet<>();
    private @Nullable ChildRival child;
    private @Nullable IkeRival ike;

    /** The peer has rekeyed the same child SA, or null. */
    public @Nullable ChildRival child() {
        return child;
    }

    /** The peer rekeys the same child SA. */
    public void child(ChildRival rival) {
        child = rival;
    }

    /** The peer has rekeyed the same IKE SA, or null. */
    public @Nullable IkeRival ike() {
        return ike;
    }

    /** The peer rekeys the same IKE SA. */
    public void ike(IkeRival rival) {
        ike = rival;
    }

    /** The peer has closed a child SA that a response may yet bring: by its inbound SPI. */
    public void closedEarly(int outboundSpi) {
        if (closedEarly.size() < IkeSa.CHILDREN_MAX) {
            closedEarly.add(outboundSpi);
        }
    }

    /** Whether the peer has closed it before we knew it. */
    public boolean isClosedEarly(int outboundSpi) {
        return closedEarly.contains(outboundSpi);
    }

    /** Our request is answered, or will never be. */
    public void clear() {
        closedEarly.clear();
        child = null;
        ike = null;
    }
}
