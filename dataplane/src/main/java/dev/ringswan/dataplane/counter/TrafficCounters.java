package dev.ringswan.dataplane.counter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets and bytes sent on, and packets ended by reason: of one SA, or of one direction of the whole data plane. Bytes
 * are those of the inner packets.
 *
 * <p><em>Threading:</em> one writer (an egress); any thread may read.
 */
public final class TrafficCounters {
    private static final VarHandle PACKETS;
    private static final VarHandle BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PACKETS = lookup.findVarHandle(TrafficCounters.class, "packets", long.class);
            BYTES = lookup.findVarHandle(TrafficCounters.class, "bytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DropCounters drops = new DropCounters();
    private long packets;
    private long bytes;

    /** Counts packets sent on. Writer only. */
    public void add(long packetCount, long byteCount) {
        PACKETS.setOpaque(this, packets + packetCount);
        BYTES.setOpaque(this, bytes + byteCount);
    }

    public long packets() {
        return (long) PACKETS.getOpaque(this);
    }

    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    public DropCounters drops() {
        return drops;
    }
}
