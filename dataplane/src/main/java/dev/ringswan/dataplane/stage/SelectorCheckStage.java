package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.MssClamp;
import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Checks that a decapsulated packet is one that its SA may carry (RFC 4301 §5.2 step 4): otherwise a peer could send as anybody.
 * Answers to our own probes are reported and end here.
 */
public final class SelectorCheckStage implements Stage {
    private final boolean clampMss;
    private final DataplaneEvents events;
    private final long probeToken;
    private final Flow flow = new Flow();
    /** The selectors that matched last. */
    private final Flow matched = new Flow();

    /**
     * Makes the stage.
     *
     * @param clampMss lowers the MSS that the far side announces, as PolicyStage does for the near one
     * @param probeToken what our probes begin their payload with
     */
    public SelectorCheckStage(boolean clampMss, DataplaneEvents events, long probeToken) {
        this.clampMss = clampMss;
        this.events = events;
        this.probeToken = probeToken;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same SA, not an equal one
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        InboundSa matchedSa = null;
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            InboundSa sa = burst.inboundSa(i);
            boolean portsMatter = sa.selectors().namesPorts();
            if (!flow.parse(packets, packets.offset(i), packets.length(i), portsMatter)) {
                burst.dropDecrypted(i, DropReason.MALFORMED);
                continue;
            }
            if (sa != matchedSa || !flow.hasSelectorsOf(matched)) {
                if (!sa.selectors().matchesInbound(flow)) {
                    burst.dropDecrypted(i, DropReason.SELECTOR);
                    continue;
                }
                matchedSa = sa;
                matched.copySelectors(flow);
            }
            int protocol = flow.protocol();
            if (protocol == IpProtocol.TCP) {
                if (clampMss) {
                    int mssMax = MssClamp.mssMax(flow.family(), sa.innerLengthMax());
                    MssClamp.clamp(packets, packets.offset(i), packets.length(i), mssMax);
                }
            } else if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
                int answer = packets.offset(i) + flow.headerLength();
                if (Probe.isAnswer(packets, answer, flow.totalLength() - flow.headerLength(), protocol, probeToken)) {
                    events.probeAnswered(sa.spi(), packets, answer, burst.nowNs());
                    burst.dropDecrypted(i, DropReason.PROBE);
                }
            }
        }
    }
}
