package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.PacketBurst;

/** Gives each packet the next sequence number of its SA, which never wraps (RFC 4303 §3.3.3), within the SA's lifetime. */
public final class SequenceStage implements Stage {
    private final DataplaneEvents events;

    public SequenceStage(DataplaneEvents events) {
        this.events = events;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        long nowNs = burst.nowNs();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            OutboundSa sa = burst.outboundSa(i);
            long sequence = sa.claimSequence(burst.innerLength(i), nowNs);
            if (sequence < 0) {
                refuse(burst, i, sa, (byte) -sequence);
                continue;
            }
            burst.sequence(i, sequence);
            if (sa.meter().softDue() && events.softLimit(sa)) {
                sa.meter().softReported();
            }
        }
    }

    /** Lifetime or sequence numbers are used up: both end the SA, and RFC 4303 §3.3.3 wants it known. */
    private void refuse(EspBurst burst, int i, OutboundSa sa, byte code) {
        burst.packets().verdict(i, code);
        if (sa.meter().hardDue() && events.hardLimit(sa)) {
            sa.meter().hardReported();
        }
    }
}
