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

    public InboundLookupStage(InboundSaTable table) {
        this.table = table;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
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
        burst.touchSas();
    }
}
