package dev.ringswan.gateway.ike;

import java.util.Map;

/**
 * How often something happened to a connection since the gateway was built.
 *
 * @param ikeSas came up, rekeys apart
 * @param ikeRekeys of IKE SAs
 * @param childRekeys of child SAs
 * @param failures what did not come to be, or ended unasked; kinds without one are absent
 */
public record ConnectionCounts(long ikeSas, long ikeRekeys, long childRekeys, Map<FailureKind, Long> failures) {
    static final ConnectionCounts NONE = new ConnectionCounts(0, 0, 0, Map.of());

    /** Copies the map. */
    public ConnectionCounts {
        failures = Map.copyOf(failures);
    }
}
