package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Takes the inner packet out of ESP: checks the padding (RFC 4303 §2.4), follows the next header (§2.6), cuts traffic-flow
 * padding off (§2.7), and carries congestion marks inwards (RFC 6040 §4.2).
 */
public final class DecapStage implements Stage {
    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (burst.isAlive(i)) {
                decapsulate(burst, packets, i);
            }
        }
    }

    private static void decapsulate(EspBurst burst, PacketBurst packets, int i) {
        InboundSa sa = burst.inboundSa(i);
        PacketCipher cipher = sa.cipher();
        int start = packets.offset(i) + cipher.headerLength();
        int limit = packets.offset(i) + packets.length(i) - cipher.icvLength();
        int padLength = EspTrailer.padLength(packets, limit);
        int payloadLength = limit - start - EspTrailer.LENGTH - padLength;
        if (payloadLength < 0 || !EspTrailer.paddingIsSequential(packets, limit, padLength)) {
            burst.dropDecrypted(i, DropReason.PADDING);
            return;
        }
        int nextHeader = EspTrailer.nextHeader(packets, limit);
        if (nextHeader == EspTrailer.NEXT_HEADER_DUMMY) {
            burst.dropDecrypted(i, DropReason.DUMMY);
        } else if (sa.isTransport()) {
            TransportMode.restore(burst, i, start, payloadLength, nextHeader);
        } else {
            tunnel(burst, packets, i, start, payloadLength, nextHeader);
        }
    }

    private static void tunnel(
            EspBurst burst, PacketBurst packets, int i, int start, int payloadLength, int nextHeader) {
        if (nextHeader != EspTrailer.NEXT_HEADER_IPV4 && nextHeader != EspTrailer.NEXT_HEADER_IPV6) {
            burst.dropDecrypted(i, DropReason.NEXT_HEADER);
            return;
        }
        int version = nextHeader == EspTrailer.NEXT_HEADER_IPV4 ? 4 : 6;
        long head = packets.getLong(start); // trailer and ICV follow the payload, so there is that much to read
        int length = IpHeader.totalLength(head); // what lies behind it is TFC padding
        if (!IpHeader.validate(head, payloadLength) || IpHeader.version(head) != version) {
            burst.dropDecrypted(i, DropReason.MALFORMED);
            return;
        }
        if (!OuterHeaderRules.decapsulate(packets, start, packets.trafficClass(i))) {
            burst.dropDecrypted(i, DropReason.ECN);
            return;
        }
        packets.bounds(i, start, length);
        burst.innerLength(i, length);
    }
}
