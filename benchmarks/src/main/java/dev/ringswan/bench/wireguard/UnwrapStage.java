package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.PacketBurst;

/** Takes the packet out of an authentic message: its own length says where the padding starts. The counterpart of DecapStage. */
final class UnwrapStage implements Stage {
    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (burst.isAlive(i)) {
                unwrap(burst, packets, i);
            }
        }
    }

    private static void unwrap(EspBurst burst, PacketBurst packets, int i) {
        int payloadLength = packets.length(i) - DataMessage.LENGTH_MIN;
        if (payloadLength == 0) {
            burst.drop(i, DropReason.KEEPALIVE);
            return;
        }
        int start = packets.offset(i) + DataMessage.HEADER_LENGTH;
        long head = packets.getLong(start); // the tag follows the payload, so there is that much to read
        if (!IpHeader.validate(head, payloadLength)) {
            burst.dropDecrypted(i, DropReason.MALFORMED);
        } else if (!OuterHeaderRules.decapsulate(packets, start, packets.trafficClass(i))) {
            burst.dropDecrypted(i, DropReason.ECN);
        } else {
            int length = IpHeader.totalLength(head);
            packets.bounds(i, start, length);
            burst.innerLength(i, length);
        }
    }
}
