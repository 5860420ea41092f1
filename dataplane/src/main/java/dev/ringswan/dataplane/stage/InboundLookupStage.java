package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.nativeio.PacketBurst;

/** Finds the SA by the SPI (RFC 4303 §3.4.2), and ends what is too short to be a packet of that SA. */
public final class InboundLookupStage implements Stage {
    private final InboundSaTable table;
    /** Means nothing; that it is written keeps the compiler from leaving out the reads. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /** Whether many SAs took turns in the burst before: the next one will be much like it. */
    private boolean scattered;

    public InboundLookupStage(InboundSaTable table) {
        this.table = table;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        if (scattered) {
            touchTable(packets, count);
        }
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            InboundSa sa = table.lookup(EspHeader.spi(packets, packets.offset(i)));
            if (sa == null) {
                burst.drop(i, DropReason.NO_SA);
                continue;
            }
            burst.sa(i, sa);
            if (!sa.cipher().lengthFits(packets.length(i))) {
                burst.drop(i, DropReason.MALFORMED);
            }
        }
        scattered = burst.touchSas();
    }

    private void touchTable(PacketBurst packets, int count) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (packets.verdict(i) == PacketBurst.FORWARD) {
                found += table.touch(EspHeader.spi(packets, packets.offset(i))) ? 1 : 0;
            }
        }
        touched = found;
    }
}
