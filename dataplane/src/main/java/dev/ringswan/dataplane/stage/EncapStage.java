package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.IvPool;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Builds ESP around each packet: trailer behind it, header and IV in front (RFC 4303 §3.3.2), and decides what the outer header
 * will say (RFC 4301 §5.1.2). The IV of a combined mode is the sequence number, which is unique by construction (RFC 4106
 * §3.1); that of CBC is unpredictable (RFC 3602 §3).
 */
public final class EncapStage implements Stage {
    private final IvPool ivPool;

    /** Makes the stage of one worker. */
    public EncapStage(IvPool ivPool) {
        this.ivPool = ivPool;
    }

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
            long head = packets.getLong(offset);
            boolean ipv4 = IpHeader.version(head) == 4;
            packets.trafficClass(i, sa.outerTrafficClass(IpHeader.trafficClass(head)));
            // Longer than the path takes: an IPv6 packet that only the outer header can still fragment.
            packets.dontFragment(i, length <= sa.innerLengthMax() && sa.outerDontFragment(IpHeader.dontFragment(head)));
            packets.target(i, sa.remote());
            int nextHeader = ipv4 ? EspTrailer.NEXT_HEADER_IPV4 : EspTrailer.NEXT_HEADER_IPV6;
            if (sa.isTransport()) {
                nextHeader = IpHeader.protocol(packets, offset);
                int headerLength = TransportMode.plainHeaderLength(ipv4 ? 4 : 6);
                offset += headerLength;
                length -= headerLength;
            }
            wrap(burst, i, sa.cipher(), offset, length, nextHeader);
        }
    }

    private void wrap(EspBurst burst, int i, PacketCipher cipher, int offset, int length, int nextHeader) {
        PacketBurst packets = burst.packets();
        int padLength = EspTrailer.padLength(length, cipher.alignment());
        EspTrailer.write(packets, offset + length, padLength, nextHeader);
        int start = offset - cipher.headerLength();
        long sequence = burst.sequence(i);
        if (cipher.isAead()) {
            EspHeader.write(packets, start, cipher.spi(), sequence, sequence);
        } else {
            EspHeader.write(packets, start, cipher.spi(), sequence);
            if (cipher.headerLength() != EspHeader.LENGTH) {
                ivPool.next(packets, start + EspHeader.LENGTH);
            }
        }
        packets.bounds(i, start, cipher.headerLength() + length + padLength + EspTrailer.LENGTH + cipher.icvLength());
    }
}
