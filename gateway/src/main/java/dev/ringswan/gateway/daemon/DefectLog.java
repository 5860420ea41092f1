package dev.ringswan.gateway.daemon;

import dev.ringswan.dataplane.ip.TokenBucket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Writes what should not have happened into the log. A peer may have found out how to bring it about again and again, and must
 * not fill the disk: there are a few lines at once, then one a second.
 *
 * <p><em>Threading:</em> any thread.
 */
final class DefectLog {
    private static final Logger LOG = System.getLogger(DefectLog.class.getName());
    private static final int AT_ONCE = 5;

    private final TokenBucket lines = new TokenBucket(1, AT_ONCE);
    private long unwritten;

    synchronized void write(Throwable defect, long nowNs) {
        if (!lines.take(nowNs)) {
            unwritten++;
            return;
        }
        String more = unwritten == 0 ? "" : " (and " + unwritten + " more since the last such line)";
        LOG.log(Level.ERROR, "a defect in the packet path or the conductor; please report it" + more, defect);
        unwritten = 0;
    }
}
