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

    /** Counts a packet if the SA may still carry it; false when a hard limit stands in the way. */
    public boolean admit(int length, long nowNs) {
        if (bytes + length > hardBytes || packets >= hardPackets || nowNs - hardDeadlineNs >= 0) {
            return false;
        }
        bytes += length;
        packets++;
        return true;
    }

    /** Whether a soft limit has been reached; true exactly once. */
    public boolean reportSoft(long nowNs) {
        if (softReported || (bytes < softBytes && packets < softPackets && nowNs - softDeadlineNs < 0)) {
            return false;
        }
        softReported = true;
        return true;
    }

    /** True exactly once: for the caller that was refused by {@link #admit}. */
    public boolean reportHard() {
        if (hardReported) {
            return false;
        }
        hardReported = true;
        return true;
    }
}
