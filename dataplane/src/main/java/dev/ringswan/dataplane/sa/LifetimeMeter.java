package dev.ringswan.dataplane.sa;

/**
 * Measures one SA against its {@link SaLifetime}. Packets are compared with the next limits only, the marks: the soft ones until
 * they have been reported, then the hard ones. Short of the marks nothing needs to be decided.
 *
 * <p><em>Threading:</em> one owner: ingress of an outbound SA, egress of an inbound one.
 */
public final class LifetimeMeter {
    private final SaLifetime lifetime;
    private final long startNs;

    /** The most that is allowed without a decision; the time is the first that is not. */
    private long bytesMark;

    private long packetsMark;
    private long timeMarkNs;

    private long bytes;
    private long packets;
    private boolean softDue;
    private boolean softReported;
    private boolean exhausted;
    private boolean hardReported;

    LifetimeMeter(SaLifetime lifetime, long nowNs) {
        this.lifetime = lifetime;
        startNs = nowNs;
        bytesMark = lifetime.softBytes() - 1;
        packetsMark = lifetime.softPackets() - 1;
        timeMarkNs = nowNs + lifetime.softNs();
    }

    /** Reads a word near each end of this object: see {@link Sa#touch(int)}. */
    long touch() {
        return packets + (softDue ? 1 : 0);
    }

    /** Counts a packet if the SA may still carry it; false once a hard limit has been reached, and from then on for good. */
    public boolean admit(int length, long nowNs) {
        long bytesAfter = bytes + length;
        long packetsAfter = packets + 1;
        if (bytesAfter > bytesMark || packetsAfter > packetsMark || nowNs - timeMarkNs >= 0) {
            return admitBeyondMark(bytesAfter, packetsAfter, nowNs);
        }
        bytes = bytesAfter;
        packets = packetsAfter;
        return true;
    }

    private boolean admitBeyondMark(long bytesAfter, long packetsAfter, long nowNs) {
        if (exhausted
                || bytesAfter > lifetime.hardBytes()
                || packetsAfter > lifetime.hardPackets()
                || nowNs - (startNs + lifetime.hardNs()) >= 0) {
            exhausted = true;
            bytesMark = -1; // so that every packet to come is refused here
            return false;
        }
        bytes = bytesAfter;
        packets = packetsAfter;
        softDue = !softReported;
        return true;
    }

    /** Whether a soft limit has been reached and not yet been reported. */
    public boolean softDue() {
        return softDue;
    }

    /** Notes that the soft limit has been reported; from now on only the hard ones count. */
    public void softReported() {
        softDue = false;
        softReported = true;
        bytesMark = lifetime.hardBytes();
        packetsMark = lifetime.hardPackets();
        timeMarkNs = startNs + lifetime.hardNs();
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
