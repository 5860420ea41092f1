package dev.ringswan.bench.e2e;

import java.util.Map;

/**
 * One figure of one peer in one round.
 *
 * @param bench {@code e2e.tcp}, {@code e2e.udp}, {@code e2e.ping} or {@code e2e.cpu}
 * @param params what was set, the peer among it
 * @param unit bit/s, us or s/GB
 * @param more further fields of the line
 */
public record Row(
        String bench,
        Map<String, String> params,
        int round,
        String unit,
        boolean higherIsBetter,
        double value,
        String version,
        Map<String, Object> more) {
    /** Copies the maps. */
    public Row {
        params = Map.copyOf(params);
        more = Map.copyOf(more);
    }

    /** The peer. */
    public String peer() {
        return params.getOrDefault("peer", "");
    }
}
