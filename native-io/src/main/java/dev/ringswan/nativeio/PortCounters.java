package dev.ringswan.nativeio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often each {@link PortEvent} happened at one port.
 *
 * <p><em>Threading:</em> each counter has one writer, the thread that receives or the one that transmits; any thread reads,
 * and sees a value that was true a moment ago.
 */
@SuppressWarnings("EnumOrdinal") // An index into an array that never leaves this object.
public final class PortCounters {
    private static final int EVENTS = PortEvent.values().length;
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[EVENTS];

    /** How often the event happened. */
    public long count(PortEvent event) {
        return (long) COUNT.getOpaque(counts, event.ordinal());
    }

    /** Counts one event. */
    public void increment(PortEvent event) {
        add(event, 1);
    }

    /** Counts several events. */
    public void add(PortEvent event, int number) {
        count(event, counts[event.ordinal()] + number);
    }

    /** Sets a count that someone else keeps. */
    public void count(PortEvent event, long count) {
        COUNT.setOpaque(counts, event.ordinal(), count);
    }
}
