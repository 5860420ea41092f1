package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.ip.MssClamp;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Checks that a decapsulated packet is one that its SA may carry (RFC 4301 §5.2 step 4): otherwise a peer could send as anybody.
 */
public final class SelectorCheckStage implements Stage {
    private final boolean clampMss;
    private final Flow flow = new Flow();
    /** The selectors that matched last. */
    private final Flow matched = new Flow();

    /** Makes the stage; {@code clampMss} lowers the MSS that the far side announces, as PolicyStage does for the near one. */
    public SelectorCheckStage(boolean clampMss) {
        this.clampMss = clampMss;
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
            if (clampMss && flow.protocol() == IpProtocol.TCP) {
                int mssMax = MssClamp.mssMax(flow.family(), sa.innerLengthMax());
                MssClamp.clamp(packets, packets.offset(i), packets.length(i), mssMax);
            }
        }
    }
}
