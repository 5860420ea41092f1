package dev.ringswan.gateway.metrics;

import dev.ringswan.dataplane.counter.TrafficCounters;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.PairReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Traffic of each child over all its SAs. The counters of an SA are read once more after it has gone, so that what it carried
 * last counts, too. An SA that came and went between two readings is not seen.
 *
 * <p><em>Threading:</em> one thread at a time.
 */
final class ChildTotals {
    /** Of one direction. */
    record Traffic(long packets, long bytes, long drops) {
        private static final Traffic NONE = new Traffic(0, 0, 0);

        private static Traffic of(TrafficCounters counters) {
            long drops = counters.drops().nonZero().entrySet().stream()
                    .filter(drop -> drop.getKey().isLoss())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return new Traffic(counters.packets(), counters.bytes(), drops);
        }

        private Traffic plus(Traffic other) {
            return new Traffic(packets + other.packets, bytes + other.bytes, drops + other.drops);
        }
    }

    /** Both directions. */
    record Both(Traffic inbound, Traffic outbound) {}

    private static final class Sum {
        private Traffic gone = Traffic.NONE;
        private List<TrafficCounters> live = List.of();

        private Traffic update(List<TrafficCounters> now) {
            for (TrafficCounters counters : live) {
                if (!now.contains(counters)) {
                    gone = gone.plus(Traffic.of(counters));
                }
            }
            live = now;
            return now.stream().map(Traffic::of).reduce(gone, Traffic::plus);
        }
    }

    private record Sums(Sum inbound, Sum outbound) {}

    private final Map<String, Sums> children = new HashMap<>();

    /** The totals until now. */
    Both update(String name, ChildReport child) {
        Sums sums = children.computeIfAbsent(name, _ -> new Sums(new Sum(), new Sum()));
        List<TrafficCounters> inbound = new ArrayList<>();
        List<TrafficCounters> outbound = new ArrayList<>();
        for (PairReport pair : child.pairs()) {
            inbound.add(pair.inbound().counters());
            OutboundSa sender = pair.outbound();
            if (sender != null) {
                outbound.add(sender.counters());
            }
        }
        return new Both(sums.inbound.update(inbound), sums.outbound.update(outbound));
    }

    /** Forgets all others. */
    void retain(List<String> names) {
        children.keySet().retainAll(new HashSet<>(names));
    }
}
