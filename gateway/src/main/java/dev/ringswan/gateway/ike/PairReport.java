package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import org.jspecify.annotations.Nullable;

/**
 * The two SAs of a child at one moment. Their counters go on.
 *
 * @param outbound null while the peer may not receive on it yet
 * @param ageNs since it can receive
 * @param rekeyInNs until it is replaced; {@link Long#MAX_VALUE} for never
 */
public record PairReport(
        Use use, InboundSa inbound, @Nullable OutboundSa outbound, long ageNs, long rekeyInNs) {
    /** What a pair is used for. */
    public enum Use {
        /** Both ways. */
        CURRENT,
        /** Receives; the peer has not shown yet that it can do so too. */
        NEW,
        /** Receives what is still on its way: another pair sends. */
        OLD
    }
}
