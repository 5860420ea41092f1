package dev.ringswan.dataplane.ip;

import dev.ringswan.nativeio.PacketBurst;

/**
 * Lowers the maximum segment size that a TCP SYN announces, so that neither end sends segments that a tunnel must fragment
 * (RFC 9293 §3.7.1).
 *
 * <pre>
 *   TCP header  | ports 4 | sequence 4 | acknowledgment 4 | length, flags 2 | window 2 | checksum 2 | urgent 2 | options …
 *   MSS option  | kind 2 | length 4 | MSS, 16 bits |      at any alignment, even an odd one
 * </pre>
 *
 * <em>Threading:</em> whoever owns the burst.
 */
public final class MssClamp {
    private static final int TCP_LENGTH = 20;
    private static final int CHECKSUM = 16;
    private static final int FLAG_SYN = 0x02;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_MSS_LENGTH = 4;

    private MssClamp() {}

    /**
     * The MSS that fills packets of {@code lengthMax} bytes: without IP and TCP options, which the sender subtracts itself
     * (RFC 6691 §2).
     *
     * @param family 4 or 6
     */
    public static int mssMax(int family, int lengthMax) {
        int ipLength = family == 4 ? IpHeader.IPV4_LENGTH : IpHeader.IPV6_LENGTH;
        return lengthMax - ipLength - TCP_LENGTH;
    }

    /**
     * Lowers the MSS of the packet to {@code mssMax} bytes if it is a TCP SYN that announces more, and updates the TCP
     * checksum (RFC 1624). Options are read up to the first that is malformed; a SYN without the option is left alone.
     *
     * @return whether the packet was changed
     */
    public static boolean clamp(PacketBurst burst, int offset, int length, int mssMax) {
        int upper = IpHeader.upperLayer(burst, offset, length);
        if (upper == IpHeader.MALFORMED
                || IpHeader.upperProtocol(upper) != IpProtocol.TCP
                || IpHeader.isLaterFragment(upper)) {
            return false;
        }
        int tcp = offset + IpHeader.upperOffset(upper);
        int limit = offset + IpHeader.totalLength(burst, offset);
        if (limit - tcp < TCP_LENGTH || (burst.getByte(tcp + 13) & FLAG_SYN) == 0) {
            return false;
        }
        int optionsLimit = tcp + ((burst.getByte(tcp + 12) >>> 4) << 2);
        return optionsLimit <= limit && clampOptions(burst, tcp, optionsLimit, mssMax);
    }

    private static boolean clampOptions(PacketBurst burst, int tcp, int limit, int mssMax) {
        boolean changed = false;
        int position = tcp + TCP_LENGTH;
        while (position < limit) {
            int kind = burst.getByte(position);
            if (kind == OPTION_NOP) {
                position++;
                continue;
            }
            if (kind == OPTION_END || position + 2 > limit) {
                break;
            }
            int length = burst.getByte(position + 1);
            if (length < 2 || position + length > limit) {
                break;
            }
            if (kind == OPTION_MSS && length == OPTION_MSS_LENGTH) {
                changed |= lower(burst, tcp, position + 2, mssMax);
            }
            position += length;
        }
        return changed;
    }

    private static boolean lower(PacketBurst burst, int tcp, int position, int mssMax) {
        int before = burst.getShort(position);
        if (before <= mssMax) {
            return false;
        }
        burst.putShort(position, mssMax);
        boolean odd = ((position - tcp) & 1) != 0; // the two bytes then lie in two words of the checksum
        int checksum = Checksum.update(
                burst.getShort(tcp + CHECKSUM),
                odd ? Checksum.swap(before) : before,
                odd ? Checksum.swap(mssMax) : mssMax);
        burst.putShort(tcp + CHECKSUM, checksum);
        return true;
    }
}
