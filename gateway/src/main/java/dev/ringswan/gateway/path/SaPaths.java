package dev.ringswan.gateway.path;

import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.PacketPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the paths of the SAs that are sent on.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class SaPaths {
    private final Keepalives keepalives;
    private final PathMtus pathMtus;
    private final List<@Nullable PacketPort> senders;

    /**
     * Makes one without SAs.
     *
     * @param senders for each public port a second sender for this thread; null where ESP is not encapsulated in UDP
     */
    public SaPaths(Keepalives keepalives, PathMtus pathMtus, List<@Nullable PacketPort> senders) {
        this.keepalives = keepalives;
        this.pathMtus = pathMtus;
        this.senders = senders;
    }

    /** Looks after an SA from now on; {@code mtuMax} is the path MTU of its configuration in bytes. */
    public void add(String child, OutboundSa sa, int mtuMax, long nowNs) {
        pathMtus.add(child, sa, mtuMax);
        PacketPort sender = senders.get(sa.parameters().portIndex());
        if (sender != null) {
            keepalives.add(sa, sender, nowNs);
        }
    }

    /** Lets an SA go that is not sent on any more. */
    public void remove(OutboundSa sa) {
        pathMtus.remove(sa);
        keepalives.remove(sa);
    }

    /** Does what is due; returns how much that was. */
    public int poll(long nowNs) {
        return keepalives.poll(nowNs) + pathMtus.poll(nowNs);
    }
}
