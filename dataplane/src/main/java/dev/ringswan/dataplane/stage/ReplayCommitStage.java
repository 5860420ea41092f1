package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * The authoritative replay check, which moves the window, and the lifetime of the SA: only for packets whose ICV has been
 * verified (RFC 4303 §3.4.3). Also notices when authenticated packets come from a new address (RFC 7296 §2.23).
 */
public final class ReplayCommitStage implements Stage {
    private final DataplaneEvents events;

    public ReplayCommitStage(DataplaneEvents events) {
        this.events = events;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            InboundSa sa = burst.inboundSa(i);
            if (!sa.window().commit(burst.sequence(i))) {
                burst.dropDecrypted(i, DropReason.REPLAY);
                continue;
            }
            int payloadLength =
                    packets.length(i) - sa.cipher().headerLength() - sa.cipher().icvLength();
            if (!sa.meter().admit(payloadLength, burst.nowNs())) {
                burst.dropDecrypted(i, DropReason.LIFETIME);
                if (sa.meter().hardDue() && events.hardLimit(sa)) {
                    sa.meter().hardReported();
                }
                continue;
            }
            if (sa.meter().softDue() && events.softLimit(sa)) {
                sa.meter().softReported();
            }
            if (!packets.sourceIs(i, sa.peer())) {
                events.peerMoved(sa, packets, i);
            }
        }
    }
}
