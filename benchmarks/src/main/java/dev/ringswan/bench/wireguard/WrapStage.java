package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.PacketBurst;

/** Builds a data message around each packet: zeros behind it, the header in front. The counterpart of EncapStage. */
final class WrapStage implements Stage {
    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            OutboundSa sa = burst.outboundSa(i);
            int offset = packets.offset(i);
            int length = packets.length(i);
            packets.trafficClass(i, sa.outerTrafficClass(IpHeader.trafficClass(packets.getLong(offset))));
            packets.target(i, sa.remote());
            int paddedLength = DataMessage.paddedLength(length);
            packets.wipe(offset + length, paddedLength - length);
            int start = offset - DataMessage.HEADER_LENGTH;
            DataMessage.write(packets, start, sa.spi(), burst.sequence(i) - 1);
            packets.bounds(i, start, DataMessage.LENGTH_MIN + paddedLength);
        }
    }
}
