package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.policy.Flow;
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
        SaParameters parameters = burst.inboundSa(i).parameters();
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
        packets.bounds(i, offset, length);
        burst.innerLength(i, length);
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
