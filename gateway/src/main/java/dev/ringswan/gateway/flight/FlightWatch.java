package dev.ringswan.gateway.flight;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds stalls of the conductor and bursts of losses, for the Flight Recorder.
 *
 * <p><em>Threading:</em> the conductor's.
 */
public final class FlightWatch {
    /** The conductor turns each few milliseconds. */
    static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How often losses are counted. */
    static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** Packets lost for one reason within an interval that are worth an event. */
    static final long BURST_MIN = 100;

    private static final class Side {
        private final String name;
        private final TrafficCounters counters;
        private Map<DropReason, Long> before = new EnumMap<>(DropReason.class);

        Side(String name, TrafficCounters counters) {
            this.name = name;
            this.counters = counters;
        }
    }

    private final List<Side> sides;
    private long turnNs;
    private long countedNs;

    /** Watches both directions from now on. */
    public FlightWatch(TrafficCounters inbound, TrafficCounters outbound, long nowNs) {
        sides = List.of(new Side("inbound", inbound), new Side("outbound", outbound));
        turnNs = nowNs;
        countedNs = nowNs;
    }

    /** Once each turn of the conductor. */
    public void poll(long nowNs) {
        long pauseNs = nowNs - turnNs;
        turnNs = nowNs;
        if (pauseNs > STALL_NS) {
            new StallFlightEvent(pauseNs).commit();
        }
        if (nowNs - countedNs >= INTERVAL_NS) {
            countedNs = nowNs;
            sides.forEach(FlightWatch::count);
        }
    }

    private static void count(Side side) {
        Map<DropReason, Long> now = side.counters.drops().nonZero();
        now.forEach((reason, count) -> {
            long lost = count - side.before.getOrDefault(reason, 0L);
            if (lost >= BURST_MIN && reason.isLoss()) {
                new DropBurstFlightEvent(side.name, reason.name().toLowerCase(Locale.ROOT), lost).commit();
            }
        });
        side.before = now;
    }
}
