package dev.ringswan.gateway;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.counter.TrafficCounters;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counters of one SA or one direction at one moment.
 *
 * @param packets sent on
 * @param bytes of these, as inner packets
 * @param drops packets that ended, by reason; reasons without packets are absent
 */
public record TrafficStatus(long packets, long bytes, Map<DropReason, Long> drops) {
    public TrafficStatus {
        drops = Map.copyOf(drops);
    }

    static TrafficStatus of(TrafficCounters counters) {
        return new TrafficStatus(
                counters.packets(), counters.bytes(), counters.drops().nonZero());
    }

    /** The drops without packets that ended where they were meant to. */
    public Map<DropReason, Long> losses() {
        Map<DropReason, Long> losses = new EnumMap<>(DropReason.class);
        drops.forEach((reason, count) -> {
            if (reason.isLoss()) {
                losses.put(reason, count);
            }
        });
        return losses;
    }

    /** Packets that were lost, for whatever reason. */
    public long dropCount() {
        return losses().values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("packets", packets);
        map.put("bytes", bytes);
        map.put("drops", dropMap(drops));
        return map;
    }

    /** Drops by the name of their reason in lower case, in the order of {@link DropReason}. */
    static Map<String, Object> dropMap(Map<DropReason, Long> drops) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!drops.isEmpty()) {
            new EnumMap<>(drops)
                    .forEach((reason, count) -> map.put(reason.name().toLowerCase(Locale.ROOT), count));
        }
        return map;
    }
}
