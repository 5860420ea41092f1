package dev.ringswan.dataplane.policy;

import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.nativeio.PacketBurst;

/**
 * What selectors look at in a packet (RFC 4301 §4.4.1.1), and what encapsulation needs to know of it. One object per
 * thread, filled anew for each packet.
 *
 * <p>Addresses are unsigned 128-bit numbers in two longs; an IPv4 address has a high half of 0 and 32 bits in the low
 * half. Ports come from the upper layer: two ports (TCP, UDP, SCTP, DCCP, UDP-Lite), or one selector, that of the sender:
 * ICMP type and code, or the mobility header type in the high byte. Where there is nothing to see (later fragments,
 * other protocols, a header cut short) they are {@link #OPAQUE}.
 *
 * <p><em>Threading:</em> confined to one thread.
 */
public final class Flow {
    /** A port that exists but cannot be seen, or a protocol without ports: matches only selectors with all ports. */
    public static final int OPAQUE = -1;
    /** The target's side of a protocol with one selector: only the sender's side decides (RFC 4301 §4.4.1.3 B). */
    public static final int UNUSED = -2;

    int family;
    long sourceHigh;
    long sourceLow;
    long targetHigh;
    long targetLow;
    int protocol;
    int sourcePort;
    int targetPort;
    private int trafficClass;
    private int totalLength;
    private int headerLength;
    private boolean dontFragment;
    private boolean fragment;
    private boolean laterFragment;

    /**
     * Reads the packet of {@code length} bytes at {@code offset}.
     *
     * @return false when its headers are not sane ({@link IpHeader#upperLayer}); the fields then mean nothing
     */
    public boolean parse(PacketBurst burst, int offset, int length) {
        return parse(burst, offset, length, true);
    }

    /**
     * As {@link #parse(PacketBurst, int, int)}; where nobody will ask for ports, they need not be read.
     *
     * @param withPorts false makes both ports {@link #OPAQUE}, which all selectors match that name no ports
     */
    public boolean parse(PacketBurst burst, int offset, int length, boolean withPorts) {
        sourcePort = OPAQUE;
        targetPort = OPAQUE;
        if (!parseHeaders(burst, offset, length)) {
            return false;
        }
        if (withPorts) {
            parsePorts(burst, offset);
        }
        return true;
    }

    private boolean parseHeaders(PacketBurst burst, int offset, int length) {
        if (length < IpHeader.IPV4_LENGTH) {
            return false;
        }
        long word = burst.getLong(offset);
        int version = (int) (word >>> 60);
        if (version == 4) {
            return parseIpv4(burst, offset, length, word);
        }
        return version == 6 && parseIpv6(burst, offset, length, word);
    }

    private boolean parseIpv4(PacketBurst burst, int offset, int length, long word) {
        headerLength = (int) (word >>> 54) & 0x3C;
        totalLength = (int) (word >>> 32) & 0xFFFF;
        if (headerLength < IpHeader.IPV4_LENGTH || headerLength > totalLength || totalLength > length) {
            return false;
        }
        family = 4;
        trafficClass = (int) (word >>> 48) & 0xFF;
        dontFragment = (word & 0x4000) != 0;
        laterFragment = (word & 0x1FFF) != 0;
        fragment = (word & 0x3FFF) != 0;
        long addresses = burst.getLong(offset + 8);
        protocol = (int) (addresses >>> 48) & 0xFF;
        sourceHigh = 0;
        sourceLow = addresses & 0xFFFF_FFFFL;
        targetHigh = 0;
        targetLow = burst.getInt(offset + IpHeader.IPV4_TARGET) & 0xFFFF_FFFFL;
        return true;
    }

    private boolean parseIpv6(PacketBurst burst, int offset, int length, long word) {
        totalLength = IpHeader.IPV6_LENGTH + ((int) (word >>> 16) & 0xFFFF);
        if (length < totalLength) {
            return false;
        }
        family = 6;
        trafficClass = (int) (word >>> 52) & 0xFF;
        dontFragment = true;
        headerLength = IpHeader.IPV6_LENGTH;
        fragment = false;
        laterFragment = false;
        protocol = (int) (word >>> 8) & 0xFF;
        if (IpProtocol.isExtensionHeader(protocol) && !parseExtensionHeaders(burst, offset, length)) {
            return false;
        }
        sourceHigh = burst.getLong(offset + IpHeader.IPV6_SOURCE);
        sourceLow = burst.getLong(offset + IpHeader.IPV6_SOURCE + 8);
        targetHigh = burst.getLong(offset + IpHeader.IPV6_TARGET);
        targetLow = burst.getLong(offset + IpHeader.IPV6_TARGET + 8);
        return true;
    }

    private boolean parseExtensionHeaders(PacketBurst burst, int offset, int length) {
        int upper = IpHeader.upperLayer(burst, offset, length);
        if (upper == IpHeader.MALFORMED) {
            return false;
        }
        headerLength = IpHeader.upperOffset(upper);
        fragment = IpHeader.isFragment(upper);
        laterFragment = IpHeader.isLaterFragment(upper);
        protocol = IpHeader.upperProtocol(upper);
        if (IpProtocol.isExtensionHeader(protocol)) {
            protocol = OPAQUE; // a later fragment that hides the rest of the chain
        }
        return true;
    }

    private void parsePorts(PacketBurst burst, int offset) {
        int available = laterFragment ? 0 : totalLength - headerLength;
        int upper = offset + headerLength;
        if (IpProtocol.hasPorts(protocol)) {
            if (available >= 4) {
                int ports = burst.getInt(upper);
                sourcePort = ports >>> 16;
                targetPort = ports & 0xFFFF;
            }
        } else if (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) {
            if (available >= 2) {
                sourcePort = burst.getShort(upper);
                targetPort = UNUSED;
            }
        } else if (protocol == IpProtocol.MOBILITY && available >= 3) {
            sourcePort = burst.getByte(upper + 2) << 8;
            targetPort = UNUSED;
        }
    }

    /**
     * Whether both packets have the same selectors: what selectors decided about one then holds for the other. Bursts are
     * mostly runs of one flow, so comparing with the packet before saves most lookups.
     */
    public boolean hasSelectorsOf(Flow other) {
        long addresses = (sourceLow ^ other.sourceLow)
                | (targetLow ^ other.targetLow)
                | (sourceHigh ^ other.sourceHigh)
                | (targetHigh ^ other.targetHigh);
        int rest = (sourcePort ^ other.sourcePort)
                | (targetPort ^ other.targetPort)
                | (protocol ^ other.protocol)
                | (family ^ other.family);
        return (addresses | rest) == 0;
    }

    /** Takes over the selectors of another packet, and nothing else of it. */
    public void copySelectors(Flow from) {
        family = from.family;
        sourceHigh = from.sourceHigh;
        sourceLow = from.sourceLow;
        targetHigh = from.targetHigh;
        targetLow = from.targetLow;
        protocol = from.protocol;
        sourcePort = from.sourcePort;
        targetPort = from.targetPort;
    }

    /**
     * A number that the packets of a flow share, and few other flows; its low bits are as good as its high ones. Fragments
     * leave their ports out, since only the first of a datagram has them.
     */
    public int hash() {
        long ports = fragment ? 0 : (long) sourcePort << 16 ^ targetPort;
        long mixed = mix(sourceHigh ^ Long.rotateLeft(targetHigh, 32)) + sourceLow;
        mixed = mix(mixed) + targetLow;
        mixed = mix(mixed) + (ports << 8 ^ protocol);
        return (int) (mix(mixed) >>> 32);
    }

    /** One step of a multiplicative hash; the factor is the golden ratio's, the usual one. */
    private static long mix(long value) {
        long product = value * 0x9E37_79B9_7F4A_7C15L;
        return product ^ product >>> 29;
    }

    /** 4 or 6. */
    public int family() {
        return family;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long targetHigh() {
        return targetHigh;
    }

    public long targetLow() {
        return targetLow;
    }

    /** The upper-layer protocol, or {@link #OPAQUE} when an IPv6 fragment hides it. */
    public int protocol() {
        return protocol;
    }

    /** The source port, or ICMP type and code (high and low byte), or {@link #OPAQUE}. */
    public int sourcePort() {
        return sourcePort;
    }

    /** The target port, or {@link #OPAQUE}, or {@link #UNUSED}. */
    public int targetPort() {
        return targetPort;
    }

    /** Whether the packet has ports that this piece of it does not show: a later fragment, or a header cut short. */
    public boolean hidesPorts() {
        return laterFragment || (sourcePort == OPAQUE && IpProtocol.hasPorts(protocol));
    }

    /** DSCP and ECN. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Whether routers may not fragment the packet: IPv4 DF; always so for IPv6. */
    public boolean dontFragment() {
        return dontFragment;
    }

    /** Bytes of the packet by its own account; the rest of the bytes parsed is padding. */
    public int totalLength() {
        return totalLength;
    }

    /** Bytes of the IP header with options and extension headers: the distance to the upper layer. */
    public int headerLength() {
        return headerLength;
    }

    /** Whether the packet is a fragment, the first or a later one. */
    public boolean isFragment() {
        return fragment;
    }

    /** Whether the packet is a fragment other than the first. */
    public boolean isLaterFragment() {
        return laterFragment;
    }

    /** For error messages and the acquire event: the packet's selectors. Allocates. */
    @Override
    public String toString() {
        return Addresses.format(family, sourceHigh, sourceLow) + " -> "
                + Addresses.format(family, targetHigh, targetLow) + " protocol " + protocol + " ports " + sourcePort
                + ","
                + targetPort;
    }
}
