package dev.ringswan.gateway.path;

import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Follows the MTUs of the paths that SAs take (RFC 4301 §8.2): what the system has learnt from ICMP is asked for once a second,
 * and no SA is given more than it was configured with. Too long packets are then fragmented or answered before they are sealed,
 * instead of being refused by the kernel unheard.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class PathMtus {
    private static final Logger LOG = System.getLogger(PathMtus.class.getName());
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private static final class Watch {
        private final String child;
        private final OutboundSa sa;
        private final int mtuMax;
        private int mtu;

        Watch(String child, OutboundSa sa, int mtuMax) {
            this.child = child;
            this.sa = sa;
            this.mtuMax = mtuMax;
            mtu = mtuMax;
        }
    }

    private final ToIntFunction<Endpoint> system;
    private final List<Watch> watches = new ArrayList<>();
    private long deadlineNs;

    /** Makes one without SAs; {@code system} tells the MTU of the path to an endpoint, or throws {@link NativeIoException}. */
    public PathMtus(ToIntFunction<Endpoint> system, long nowNs) {
        this.system = system;
        deadlineNs = nowNs;
    }

    /** Watches an SA that was made for a path of {@code mtuMax} bytes. */
    void add(String child, OutboundSa sa, int mtuMax) {
        watches.add(new Watch(child, sa, mtuMax));
    }

    /** Watches it no more. */
    void remove(OutboundSa sa) {
        watches.removeIf(watch -> watch.sa == sa);
    }

    /** Asks, if it is time to; returns how many SAs got another MTU. */
    int poll(long nowNs) {
        if (nowNs - deadlineNs < 0) {
            return 0;
        }
        deadlineNs = nowNs + INTERVAL_NS;
        int changed = 0;
        for (Watch watch : watches) {
            int mtu = Math.min(watch.mtuMax, ask(watch));
            if (mtu != watch.mtu) {
                LOG.log(Level.INFO, "child {0}: the path takes {1} bytes, not {2}", watch.child, mtu, watch.mtu);
                watch.mtu = mtu;
                watch.sa.pathMtu(mtu);
                changed++;
            }
        }
        return changed;
    }

    /** While there is no route, what was known last holds. */
    private int ask(Watch watch) {
        try {
            return system.applyAsInt(watch.sa.remote());
        } catch (NativeIoException e) {
            LOG.log(Level.DEBUG, "child {0}: {1}", watch.child, e.getMessage());
            return watch.mtu;
        }
    }
}
