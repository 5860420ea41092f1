package dev.ringswan.dataplane.sa;

/**
 * Measures one SA against its {@link SaLifetime}.
 *
 * <p><em>Threading:</em> one owner: ingress of an outbound SA, egress of an inbound one.
 */
public final class LifetimeMeter {
    private final long softBytes;
    private final long hardBytes;
    private final long softPackets;
    private final long hardPackets;
    private final long softDeadlineNs;
    private final long hardDeadlineNs;
    private long bytes;
    private long packets;
    private boolean exhausted;
    private boolean softReported;
    private boolean hardReported;

    LifetimeMeter(SaLifetime lifetime, long nowNs) {
        softBytes = lifetime.softBytes();
        hardBytes = lifetime.hardBytes();
        softPackets = lifetime.softPackets();
        hardPackets = lifetime.hardPackets();
        softDeadlineNs = nowNs + lifetime.softNs();
        hardDeadlineNs = nowNs + lifetime.hardNs();
    }

    /** Reads a word of the first and the last cache line that {@link #admit} needs. */
    long touch() {
        return softBytes + packets;
    }

    /** Counts a packet if the SA may still carry it; false once a hard limit has been reached, and from then on for good. */
    public boolean admit(int length, long nowNs) {
        if (exhausted || bytes + length > hardBytes || packets >= hardPackets || nowNs - hardDeadlineNs >= 0) {
            exhausted = true;
            return false;
        }
        bytes += length;
        packets++;
        return true;
    }

    /** Whether a soft limit has been reached and not yet been reported. */
    public boolean softDue(long nowNs) {
        return !softReported && (bytes >= softBytes || packets >= softPackets || nowNs - softDeadlineNs >= 0);
    }

    /** Notes that the soft limit has been reported. */
    public void softReported() {
        softReported = true;
    }

    /** Whether the end of this SA has not yet been reported: for the caller whose packet was refused. */
    public boolean hardDue() {
        return !hardReported;
    }

    /** Notes that the end of this SA has been reported. */
    public void hardReported() {
        hardReported = true;
    }
}
