package dev.ringswan.gateway.ike;

import dev.ringswan.gateway.flight.IkeFlightEvent;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Writes what happens to IKE into the log, and for the Flight Recorder. Messages that nobody has vouched for get one line a second together, so that
 * nobody can fill the disk.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class IkeLog {
    private static final Logger LOG = System.getLogger("dev.ringswan.ike");
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private long nextNs;
    private long suppressed;

    /** Starts at a time. */
    IkeLog(long nowNs) {
        nextNs = nowNs;
    }

    void write(IkeEvent event, long nowNs) {
        IkeFlightEvent.record(event);
        switch (event) {
            case IkeEvent.Established up ->
                LOG.log(Level.INFO, "{0}: IKE SA is up with {1}", up.connection(), up.suite());
            case IkeEvent.ChildEstablished up ->
                LOG.log(
                        Level.INFO,
                        "{0}/{1}: child SA is up, in {2}, out {3}, {4}",
                        up.connection(),
                        up.child(),
                        NegotiatedChildren.hex(up.inboundSpi()),
                        NegotiatedChildren.hex(up.outboundSpi()),
                        up.suite());
            case IkeEvent.IkeRekeyed up ->
                LOG.log(Level.INFO, "{0}: IKE SA is rekeyed with {1}", up.connection(), up.suite());
            case IkeEvent.IkeRekeyFailed failed ->
                LOG.log(Level.WARNING, "{0}: IKE SA is not rekeyed: {1}", failed.connection(), failed.reason());
            case IkeEvent.ChildRekeyed up ->
                LOG.log(
                        Level.INFO,
                        "{0}/{1}: child SA is rekeyed, in {2}, out {3}, {4}",
                        up.connection(),
                        up.child(),
                        NegotiatedChildren.hex(up.inboundSpi()),
                        NegotiatedChildren.hex(up.outboundSpi()),
                        up.suite());
            case IkeEvent.PeerMoved moved ->
                LOG.log(Level.INFO, "{0}: the peer is at {1} now", moved.connection(), moved.remote());
            case IkeEvent.ChildFailed failed ->
                LOG.log(
                        Level.WARNING,
                        "{0}/{1}: no child SA: {2}",
                        failed.connection(),
                        failed.child(),
                        failed.reason());
            case IkeEvent.ChildClosed closed ->
                LOG.log(
                        level(closed.cause()),
                        "{0}/{1}: child SA is closed: {2}",
                        closed.connection(),
                        closed.child(),
                        closed.reason());
            case IkeEvent.Closed closed ->
                LOG.log(level(closed.cause()), "{0}: IKE SA is closed: {1}", closed.connection(), closed.reason());
            case IkeEvent.Refused refused -> limited(nowNs, refused.connection() + ": refused: " + refused.reason());
            case IkeEvent.Ignored ignored -> limited(nowNs, "ignored: " + ignored.reason());
        }
    }

    /** What somebody wanted so is no reason to worry. */
    private static Level level(CloseCause cause) {
        return cause == CloseCause.OPERATOR || cause == CloseCause.CONFIGURATION ? Level.INFO : Level.WARNING;
    }

    private void limited(long nowNs, String line) {
        if (nowNs - nextNs < 0) {
            suppressed++;
            return;
        }
        String more = suppressed == 0 ? "" : " (and " + suppressed + " more since the last such line)";
        LOG.log(Level.INFO, "{0}{1}", line, more);
        suppressed = 0;
        nextNs = nowNs + INTERVAL_NS;
    }
}
