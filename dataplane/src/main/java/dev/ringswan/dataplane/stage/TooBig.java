package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.Deferral;
import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.IcmpTooBig;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.Ipv4Fragmenter;
import dev.ringswan.dataplane.ip.TokenBucket;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.PacketBurst;
import java.net.Inet4Address;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet that its SA cannot carry in one piece (RFC 4301 §8.2.1): IPv4 without DF is fragmented before
 * encryption; otherwise its sender is told by ICMP.
 */
public final class TooBig {
    /** ICMP answers per second and at once (RFC 1812 §4.3.2.8): path MTU discovery needs one per flow and change. */
    private static final int ANSWER_RATE = 1_000;

    private static final int ANSWER_DEPTH = 200;

    private final Deferral deferral;
    private final IcmpTooBig icmp;

    /**
     * Makes it.
     *
     * @param deferral takes packets whose fragments find no room
     * @param icmpSource4 source of ICMP answers; null makes none
     * @param icmpSource6 source of ICMPv6 answers; null makes none
     */
    public TooBig(Deferral deferral, @Nullable Inet4Address icmpSource4, @Nullable Inet6Address icmpSource6) {
        this.deferral = deferral;
        icmp = new IcmpTooBig(icmpSource4, icmpSource6, new TokenBucket(ANSWER_RATE, ANSWER_DEPTH));
    }

    /**
     * Deals with packet {@code i}, which is longer than {@code lengthMax}. Fragments are appended to the burst, with the SA. A
     * packet that stays alive although it is too long is one that only the outer header can fragment (RFC 4303 §3.3.4).
     */
    void handle(EspBurst burst, int i, OutboundSa sa, Flow flow, int lengthMax) {
        PacketBurst packets = burst.packets();
        if (flow.family() == 6 && flow.totalLength() <= IpHeader.IPV6_MTU_MIN) {
            return;
        }
        if (flow.dontFragment()) {
            boolean answered = icmp.answer(packets, i, lengthMax, burst.nowNs());
            packets.verdict(i, answered ? EspBurst.RETURN : DropReason.TOO_BIG.code());
            return;
        }
        if (sa.isTransport() || sa.parameters().selectors().namesPorts()) {
            return; // transport mode carries whole packets, and the peer would find no ports in a later fragment
        }
        int countBefore = packets.count();
        if (Ipv4Fragmenter.fragment(packets, i, lengthMax)) {
            burst.innerLength(i, packets.length(i));
            for (int j = countBefore; j < packets.count(); j++) {
                burst.sa(j, sa);
                burst.innerLength(j, packets.length(j));
            }
        } else if (PacketBurst.CAPACITY - countBefore < Deferral.FREE_MIN && deferral.defer(packets, i)) {
            packets.verdict(i, EspBurst.DEFERRED); // with more room than that, it can never be fragmented
        } else {
            burst.drop(i, DropReason.TOO_BIG);
        }
    }
}
