package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.Checksum;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/**
 * What transport mode (RFC 4303 §3.1.1) does otherwise than tunnel mode: no inner IP header travels, so the receiver makes one
 * from the addresses of the SA, and only packets with a plain header can be sent.
 */
final class TransportMode {
    private static final int TTL = 64;
    private static final int TCP_CHECKSUM = 16;
    private static final int TCP_LENGTH_MIN = 20;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;
    private static final int UDP_LENGTH_MIN = 8;

    private TransportMode() {}

    /**
     * Why a packet cannot go by transport mode, or null when it can: only whole packets between the two endpoints themselves,
     * with plain headers.
     */
    static @Nullable DropReason refusal(Flow flow, SaParameters parameters) {
        Endpoint local = parameters.local();
        Endpoint remote = parameters.remote();
        if ((flow.family() == 4) != remote.isIpv4()
                || flow.targetLow() != remote.addressLow()
                || flow.targetHigh() != remote.addressHigh()
                || flow.sourceLow() != local.addressLow()
                || flow.sourceHigh() != local.addressHigh()) {
            return DropReason.POLICY_DISCARD;
        }
        if (flow.isFragment()) {
            return DropReason.FRAGMENT;
        }
        return flow.headerLength() == plainHeaderLength(flow.family()) ? null : DropReason.HEADER_OPTIONS;
    }

    static int plainHeaderLength(int version) {
        return version == 4 ? IpHeader.IPV4_LENGTH : IpHeader.IPV6_LENGTH;
    }

    /** Puts an IP header in front of the payload at {@code start}, in the room that ESP header and headroom leave. */
    static void restore(EspBurst burst, int i, int start, int payloadLength, int protocol) {
        InboundSa sa = burst.inboundSa(i);
        SaParameters parameters = sa.parameters();
        PacketBurst packets = burst.packets();
        int version = parameters.local().isIpv4() ? 4 : 6;
        int headerLength = plainHeaderLength(version);
        int offset = start - headerLength;
        int length = headerLength + payloadLength;
        int trafficClass = packets.trafficClass(i);
        if (version == 4) {
            packets.putInt(offset, 0x4500_0000 | (trafficClass << 16) | length);
            packets.putInt(offset + 4, 0x4000); // DF: an atomic datagram needs no identification (RFC 6864 §4.1)
            packets.putInt(offset + 8, (TTL << 24) | (protocol << 16));
            putAddress(packets, offset + IpHeader.IPV4_SOURCE, parameters.remote());
            putAddress(packets, offset + IpHeader.IPV4_TARGET, parameters.local());
            IpHeader.writeIpv4Checksum(packets, offset);
        } else {
            packets.putInt(offset, 0x6000_0000 | (trafficClass << 20));
            packets.putInt(offset + 4, (payloadLength << 16) | (protocol << 8) | TTL);
            putAddress(packets, offset + IpHeader.IPV6_SOURCE, parameters.remote());
            putAddress(packets, offset + IpHeader.IPV6_TARGET, parameters.local());
        }
        if (sa.isEncapsulated()) {
            renewChecksum(packets, offset, start, payloadLength, protocol);
        }
        packets.bounds(i, offset, length);
        burst.innerLength(i, length);
    }

    /**
     * Computes the checksum of TCP or UDP anew, since a NAT may have changed the addresses that the sender computed it with (RFC 3948
     * §3.1.2). The ICV has vouched for the rest. Other protocols do not survive a NAT, or have no addresses in their checksum.
     */
    private static void renewChecksum(PacketBurst packets, int offset, int start, int payloadLength, int protocol) {
        if (protocol == IpProtocol.TCP && payloadLength >= TCP_LENGTH_MIN) {
            packets.putShort(start + TCP_CHECKSUM, 0);
            packets.putShort(start + TCP_CHECKSUM, checksum(packets, offset, start, payloadLength, protocol));
        } else if (protocol == IpProtocol.UDP && payloadLength >= UDP_LENGTH_MIN) {
            int length = packets.getShort(start + UDP_LENGTH);
            boolean summed = packets.getShort(start + UDP_CHECKSUM) != 0; // zero: the sender wanted none (RFC 768)
            if (summed && length >= UDP_LENGTH_MIN && length <= payloadLength) {
                packets.putShort(start + UDP_CHECKSUM, 0);
                int checksum = checksum(packets, offset, start, length, protocol);
                packets.putShort(start + UDP_CHECKSUM, checksum == 0 ? 0xFFFF : checksum);
            }
        }
    }

    private static int checksum(PacketBurst packets, int offset, int start, int length, int protocol) {
        int pseudoHeader = Checksum.pseudoHeader(packets, offset, protocol, length);
        return Checksum.complement(Checksum.add(pseudoHeader, Checksum.sum(packets, start, length)));
    }

    private static void putAddress(PacketBurst packets, int offset, Endpoint endpoint) {
        if (endpoint.isIpv4()) {
            packets.putInt(offset, (int) endpoint.addressLow());
        } else {
            packets.putLong(offset, endpoint.addressHigh());
            packets.putLong(offset + 8, endpoint.addressLow());
        }
    }
}
