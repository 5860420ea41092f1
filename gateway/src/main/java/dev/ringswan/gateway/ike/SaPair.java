package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaLifetime;
import org.jspecify.annotations.Nullable;

/**
 * Two SAs of one child.
 *
 * @param number rises with each pair
 * @param installedNs since when it receives
 * @param outbound null while the peer may not receive on it yet, and when it is not sent on any more
 * @param slot where {@code outbound} was made the one that is sent on
 */
record SaPair(
        ChildSlots.ChildKey child,
        long number,
        InboundSa inbound,
        long installedNs,
        SaLifetime lifetime,
        int outboundSpi,
        @Nullable OutboundSa outbound,
        @Nullable OutboundSlot slot) {
    /** Is sent on from now on. */
    SaPair with(OutboundSa newOutbound, OutboundSlot newSlot) {
        return new SaPair(child, number, inbound, installedNs, lifetime, outboundSpi, newOutbound, newSlot);
    }

    PairReport.Use use() {
        if (slot == null) {
            return PairReport.Use.NEW;
        }
        return outbound != null && slot.current() == outbound ? PairReport.Use.CURRENT : PairReport.Use.OLD;
    }

    /** Its keys will be wiped. */
    SaPair withoutOutbound() {
        return new SaPair(child, number, inbound, installedNs, lifetime, outboundSpi, null, slot);
    }
}
