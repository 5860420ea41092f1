package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.InboundSaTable;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Takes data messages only, finds the keypair by the receiver index, and turns obvious replays away before they cost
 * cryptography. One loop where ESP has three stages, since the message carries its whole counter.
 */
final class ReceiveMessageStage implements Stage {
    private final InboundSaTable table;

    ReceiveMessageStage(InboundSaTable table) {
        this.table = table;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            int offset = packets.offset(i);
            burst.sa(i, null);
            if (!DataMessage.isSane(packets, offset, packets.length(i))) {
                burst.drop(i, DropReason.MALFORMED);
                continue;
            }
            InboundSa sa = table.lookup(DataMessage.receiver(packets, offset));
            if (sa == null) {
                burst.drop(i, DropReason.NO_SA);
                continue;
            }
            burst.sa(i, sa);
            long sequence = DataMessage.counter(packets, offset) + 1;
            if (sequence > 0 && sa.window().mayAccept(sequence)) {
                burst.sequence(i, sequence);
            } else {
                burst.drop(i, DropReason.REPLAY);
            }
        }
    }
}
