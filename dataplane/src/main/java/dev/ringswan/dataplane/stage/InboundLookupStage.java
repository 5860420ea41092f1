package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/** Finds the SA by the SPI (RFC 4303 §3.4.2), and ends what is too short to be a packet of that SA. */
public final class InboundLookupStage implements Stage {
    /** Changes of SA within a burst from which on touching them first is worth it. */
    private static final int SCATTERED_MIN = 16;

    private final InboundSaTable table;
    private final @Nullable InboundSa[] sas = new @Nullable InboundSa[PacketBurst.CAPACITY];
    /** Means nothing; that it is written keeps the compiler from leaving out the reads. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    /** How often the SA changed in the burst before: the next one will be much like it. */
    private int changes;

    public InboundLookupStage(InboundSaTable table) {
        this.table = table;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same SA, not an equal one
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        if (changes >= SCATTERED_MIN) {
            touch(packets);
        }
        InboundSa last = null;
        int changesHere = 0;
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
            changesHere += sa != last ? 1 : 0;
            last = sa;
            burst.sa(i, sa);
            if (!sa.cipher().lengthFits(packets.length(i))) {
                burst.drop(i, DropReason.MALFORMED);
            }
        }
        changes = changesHere;
    }

    /** Reads what this stage and those behind it need of the SAs, level by level, as {@link PolicyLookup} does. */
    private void touch(PacketBurst packets) {
        int count = packets.count();
        int aliveCount = 0;
        for (int i = 0; i < count; i++) {
            if (packets.verdict(i) == PacketBurst.FORWARD) {
                sas[aliveCount++] = table.candidate(EspHeader.spi(packets, packets.offset(i)));
            }
        }
        touched = Sa.touch(sas, aliveCount);
    }
}
