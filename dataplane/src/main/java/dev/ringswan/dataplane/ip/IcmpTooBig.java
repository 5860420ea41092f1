package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a packet that is too long for its SA into the answer for its sender: ICMP fragmentation needed (type 3, code 4:
 * RFC 792, RFC 1191 §4) or ICMPv6 packet too big (type 2: RFC 4443 §3.2). Built in place: the new headers go into the
 * headroom, what follows them is the quoted packet, cut off.
 *
 * <pre>
 *   before                       | IP header | payload …                    |
 *   after   | IP 20 | ICMP 8     | IP header | payload … |  at most 576 bytes in all (RFC 1812 §4.3.2.3)
 *           | IPv6 40 | ICMPv6 8 | IP header | payload … |  at most 1,280 bytes in all (RFC 4443 §2.4 c)
 * </pre>
 *
 * <em>Threading:</em> one thread (the rate limit is state).
 */
public final class IcmpTooBig {
    private static final int ICMP_LENGTH = 8;
    private static final int IPV4_ANSWER_MAX = 576;
    private static final int IPV6_ANSWER_MAX = 1280;
    private static final int TRAFFIC_CLASS_CONTROL = 0xC0; // CS6, internetwork control (RFC 1812 §4.3.2.5)
    private static final int TIME_TO_LIVE = 64;

    private final boolean hasIpv4;
    private final int ipv4Source;
    private final boolean hasIpv6;
    private final long ipv6SourceHigh;
    private final long ipv6SourceLow;
    private final TokenBucket limit;

    /**
     * @param ipv4Source source address of ICMP answers; null sends none
     * @param ipv6Source source address of ICMPv6 answers; null sends none
     * @param limit how many answers are sent (RFC 1812 §4.3.2.8, RFC 4443 §2.4 f)
     */
    public IcmpTooBig(@Nullable Inet4Address ipv4Source, @Nullable Inet6Address ipv6Source, TokenBucket limit) {
        hasIpv4 = ipv4Source != null;
        hasIpv6 = ipv6Source != null;
        this.ipv4Source = ipv4Source == null
                ? 0
                : ByteBuffer.wrap(ipv4Source.getAddress()).getInt();
        ByteBuffer six = ByteBuffer.wrap(ipv6Source == null ? new byte[16] : ipv6Source.getAddress());
        ipv6SourceHigh = six.getLong();
        ipv6SourceLow = six.getLong();
        this.limit = limit;
    }

    /**
     * Replaces packet {@code index} by the answer to its sender. The packet needs {@link PacketBurst#HEADROOM} bytes in
     * front of it.
     *
     * @param mtu bytes of the longest packet that would have passed
     * @return false, with the packet unchanged, when no answer may be sent: malformed; IPv4 without DF; an IPv6 packet of
     *     1,280 bytes or less; an ICMP error; a later fragment; a source that is not one host (unspecified, loopback,
     *     multicast, broadcast), or an IPv4 target that is not; no source address of ours; too many answers lately
     */
    public boolean answer(PacketBurst burst, int index, int mtu, long nowNs) {
        int offset = burst.offset(index);
        int upper = IpHeader.upperLayer(burst, offset, burst.length(index));
        if (upper == IpHeader.MALFORMED || IpHeader.isLaterFragment(upper) || isIcmpError(burst, offset, upper)) {
            return false;
        }
        if (IpHeader.isIpv4(burst, offset)) {
            if (!hasIpv4 || !mayAnswerIpv4(burst, offset) || !limit.take(nowNs)) {
                return false;
            }
            answerIpv4(burst, index, mtu);
        } else {
            if (!hasIpv6 || !mayAnswerIpv6(burst, offset) || !limit.take(nowNs)) {
                return false;
            }
            answerIpv6(burst, index, mtu);
        }
        return true;
    }

    /** Errors are never answered (RFC 1122 §3.2.2, RFC 4443 §2.4 e); an ICMP header cut short counts as one. */
    private static boolean isIcmpError(PacketBurst burst, int offset, int upper) {
        int protocol = IpHeader.upperProtocol(upper);
        if (protocol != IpProtocol.ICMP && protocol != IpProtocol.ICMPV6) {
            return false;
        }
        if (IpHeader.upperOffset(upper) >= IpHeader.totalLength(burst, offset)) {
            return true;
        }
        int type = burst.getByte(offset + IpHeader.upperOffset(upper));
        if (protocol == IpProtocol.ICMPV6) {
            return type < 128 || type == 137; // 137 is the redirect
        }
        return switch (type) {
            case 3, 4, 5, 11, 12 -> true;
            default -> false;
        };
    }

    private static boolean mayAnswerIpv4(PacketBurst burst, int offset) {
        int sourceFirst = burst.getByte(offset + IpHeader.IPV4_SOURCE);
        int targetFirst = burst.getByte(offset + IpHeader.IPV4_TARGET);
        return IpHeader.dontFragment(burst, offset)
                && sourceFirst != 0
                && sourceFirst != 127
                && sourceFirst < 224 // multicast, reserved, broadcast
                && targetFirst < 224;
    }

    private static boolean mayAnswerIpv6(PacketBurst burst, int offset) {
        long high = burst.getLong(offset + IpHeader.IPV6_SOURCE);
        long low = burst.getLong(offset + IpHeader.IPV6_SOURCE + 8);
        boolean unspecifiedOrLoopback = high == 0 && (low == 0 || low == 1);
        return IpHeader.totalLength(burst, offset) > IpHeader.IPV6_MTU_MIN
                && !unspecifiedOrLoopback
                && high >>> 56 != 0xFF;
    }

    private void answerIpv4(PacketBurst burst, int index, int mtu) {
        int quoted = burst.offset(index);
        int start = quoted - ICMP_LENGTH - IpHeader.IPV4_LENGTH;
        int length = Math.min(IPV4_ANSWER_MAX, quoted - start + IpHeader.totalLength(burst, quoted));
        int target = burst.getInt(quoted + IpHeader.IPV4_SOURCE);

        burst.putInt(start, 0x4500_0000 | (TRAFFIC_CLASS_CONTROL << 16) | length);
        burst.putInt(start + 4, IpHeader.DONT_FRAGMENT); // so the identification may be 0 (RFC 6864 §4.1)
        burst.putInt(start + 8, (TIME_TO_LIVE << 24) | (IpProtocol.ICMP << 16));
        burst.putInt(start + IpHeader.IPV4_SOURCE, ipv4Source);
        burst.putInt(start + IpHeader.IPV4_TARGET, target);
        IpHeader.writeIpv4Checksum(burst, start);

        int icmp = start + IpHeader.IPV4_LENGTH;
        burst.putInt(icmp, 3 << 24 | 4 << 16);
        burst.putInt(icmp + 4, Math.min(mtu, IpHeader.IPV4_TOTAL_LENGTH_MAX));
        burst.putShort(icmp + 2, Checksum.complement(Checksum.sum(burst, icmp, length - IpHeader.IPV4_LENGTH)));
        burst.bounds(index, start, length);
    }

    private void answerIpv6(PacketBurst burst, int index, int mtu) {
        int quoted = burst.offset(index);
        int start = quoted - ICMP_LENGTH - IpHeader.IPV6_LENGTH;
        int length = Math.min(IPV6_ANSWER_MAX, quoted - start + IpHeader.totalLength(burst, quoted));
        int upperLength = length - IpHeader.IPV6_LENGTH;
        long targetHigh = burst.getLong(quoted + IpHeader.IPV6_SOURCE);
        long targetLow = burst.getLong(quoted + IpHeader.IPV6_SOURCE + 8);

        burst.putInt(start, 0x6000_0000 | (TRAFFIC_CLASS_CONTROL << 20));
        burst.putInt(start + 4, (upperLength << 16) | (IpProtocol.ICMPV6 << 8) | TIME_TO_LIVE);
        burst.putLong(start + IpHeader.IPV6_SOURCE, ipv6SourceHigh);
        burst.putLong(start + IpHeader.IPV6_SOURCE + 8, ipv6SourceLow);
        burst.putLong(start + IpHeader.IPV6_TARGET, targetHigh);
        burst.putLong(start + IpHeader.IPV6_TARGET + 8, targetLow);

        int icmp = start + IpHeader.IPV6_LENGTH;
        burst.putInt(icmp, 2 << 24);
        burst.putInt(icmp + 4, Math.max(mtu, IpHeader.IPV6_MTU_MIN));
        int sum = Checksum.add(
                Checksum.sum(burst, icmp, upperLength),
                Checksum.pseudoHeader(burst, start, IpProtocol.ICMPV6, upperLength));
        burst.putShort(icmp + 2, Checksum.complement(sum));
        burst.bounds(index, start, length);
    }
}
