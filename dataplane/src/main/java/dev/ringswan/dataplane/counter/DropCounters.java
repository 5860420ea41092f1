package dev.ringswan.dataplane.counter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/**
 * Packets ended, by reason.
 *
 * <p><em>Threading:</em> one writer (an egress); any thread may read, and sees each count whole though perhaps a moment
 * old.
 */
public final class DropCounters {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[DropReason.CODE_LIMIT];

    /** Counts one packet that ended with this verdict. Writer only. */
    public void increment(int code) {
        COUNT.setOpaque(counts, code, counts[code] + 1);
    }

    public long count(DropReason reason) {
        return (long) COUNT.getOpaque(counts, (int) reason.code());
    }

    /** The reasons with a count above zero, in the order of {@link DropReason}. Allocates. */
    public Map<DropReason, Long> nonZero() {
        Map<DropReason, Long> result = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long count = count(reason);
            if (count != 0) {
                result.put(reason, count);
            }
        }
        return result;
    }
}
