package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Infers the 64-bit sequence number and turns obvious replays away before they cost cryptography (RFC 4303 §3.4.3, appendix
 * A2). The number may be inferred from a window that is stale by what is in the ring; {@link ReplayCommitStage} decides.
 */
public final class ReplayPrecheckStage implements Stage {
    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            InboundSa sa = burst.inboundSa(i);
            long sequence = sa.inferSequence(EspHeader.sequenceLow(packets, packets.offset(i)));
            if (sequence > 0 && sa.window().mayAccept(sequence)) {
                burst.sequence(i, sequence);
            } else {
                burst.drop(i, DropReason.REPLAY);
            }
        }
    }
}
