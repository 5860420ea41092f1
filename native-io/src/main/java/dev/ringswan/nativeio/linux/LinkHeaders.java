package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.PacketBurst;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The headers in front of what a port sends, ready-made for each target: Ethernet, IP and, for ESP in UDP, UDP. Only lengths,
 * DSCP, DF and checksums differ between the packets of a target.
 *
 * <p>What the kernel knows of the way is asked anew after two seconds. The packets of the burst at hand then take the
 * kernel's way, which also makes it ask whether the next hop is still there, as it does not see the others.
 *
 * <p><em>Threading:</em> the transmitting thread's.
 */
final class LinkHeaders implements AutoCloseable {
    /** What {@link #find} returns when packets are to take the kernel's way. */
    static final int NONE = -1;
    /** How long an answer of the kernel holds, and how long one that is none. */
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long UNKNOWN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Targets there is room for; when three quarters are in use, all are forgotten. */
    private static final int CAPACITY = 1 << 15;

    private static final int LIMIT = CAPACITY / 4 * 3;
    /** Bytes of a header: Ethernet 14, IPv6 40 and UDP 8 are 62. */
    private static final int STRIDE = 64;

    private static final int ETHERNET = XdpFilter.ETHERNET_HEADER;
    private static final int HOP_LIMIT = 64;
    private static final int DF = 0x4000;

    private final OffHeapRegion headers = new OffHeapRegion((long) CAPACITY * STRIDE);
    private final @Nullable Endpoint[] targets = new @Nullable Endpoint[CAPACITY];
    private final long[] askedNs = new long[CAPACITY];
    private final int[] mtus = new int[CAPACITY]; // 0 where the way is the kernel's
    private final int[] sums = new int[CAPACITY];
    private final Endpoint local;
    private final boolean udp;
    private final boolean ipv4;
    private final long macAddress;
    private final NextHops nextHops;
    private int used;
    private int identification;
    private @Nullable Endpoint lastTarget;
    private int last;

    /**
     * For the packets of one port.
     *
     * @param local their source
     * @param udp whether they are UDP datagrams; else they are plain ESP
     * @param macAddress of our interface, in the low 48 bits
     */
    LinkHeaders(Endpoint local, boolean udp, long macAddress, NextHops nextHops) {
        this.local = local;
        this.udp = udp;
        this.macAddress = macAddress;
        this.nextHops = nextHops;
        ipv4 = local.isIpv4();
    }

    /** The header for a target, or {@link #NONE}. All packets of one burst are asked for with the same time. */
    int find(@Nullable Endpoint target, long nowNs) {
        if (target == null || target.isIpv4() != ipv4) {
            return NONE;
        }
        int index = Objects.equals(target, lastTarget) ? last : index(target); // most often the same object
        long age = nowNs - askedNs[index];
        if (age >= (mtus[index] == 0 ? UNKNOWN_NS : KNOWN_NS)) {
            ask(index, target);
            askedNs[index] = nowNs;
            age = 0;
        }
        return age == 0 || mtus[index] == 0 ? NONE : index;
    }

    /** The largest payload that goes to this target in one piece. */
    int payloadMax(int header) {
        return mtus[header] - (length() - ETHERNET);
    }

    /** Bytes of each header of this port. */
    int length() {
        return ETHERNET + (ipv4 ? XdpFilter.IPV4_HEADER : XdpFilter.IPV6_HEADER) + (udp ? XdpFilter.UDP_HEADER : 0);
    }

    /**
     * Writes a packet with its header.
     *
     * @param address where there is room for {@link #length()} and the packet, and at least for 64 bytes
     * @return its length
     */
    int write(int header, long address, PacketBurst burst, int packet) {
        long template = headers.address() + (long) header * STRIDE;
        for (int i = 0; i < STRIDE; i += Long.BYTES) {
            RawMemory.putLong(address + i, RawMemory.getLong(template + i));
        }
        int payload = burst.length(packet);
        RawMemory.copy(burst.slot(), burst.offset(packet), address + length(), payload);
        long ip = address + ETHERNET;
        int trafficClass = burst.trafficClass(packet);
        if (ipv4) {
            int total = length() - ETHERNET + payload;
            int fragment = burst.dontFragment(packet) ? DF : 0;
            int id = fragment == 0 ? identification++ & 0xFFFF : 0; // RFC 6864 §4.1
            RawMemory.putByte(ip + 1, trafficClass);
            RawMemory.putShort(ip + 2, total);
            RawMemory.putShort(ip + 4, id);
            RawMemory.putShort(ip + 6, fragment);
            int sum = fold(sums[header] + trafficClass + total + id + fragment);
            RawMemory.putShort(ip + 10, InternetChecksum.complement(sum));
        } else {
            RawMemory.putInt(ip, (6 << 28) | (trafficClass << 20));
            RawMemory.putShort(ip + 4, length() - ETHERNET - XdpFilter.IPV6_HEADER + payload);
        }
        if (udp) {
            writeUdp(header, address, payload);
        }
        return length() + payload;
    }

    /** IPv4 does without a checksum (RFC 3948 §2.1), IPv6 must have one (RFC 8200 §8.1). */
    private void writeUdp(int header, long address, int payload) {
        long datagram = address + length() - XdpFilter.UDP_HEADER;
        int length = XdpFilter.UDP_HEADER + payload;
        RawMemory.putShort(datagram + 4, length);
        if (!ipv4) {
            int sum = InternetChecksum.sum(datagram + XdpFilter.UDP_HEADER, payload);
            sum = fold(fold(sum + sums[header]) + 2 * length);
            int checksum = InternetChecksum.complement(sum);
            RawMemory.putShort(datagram + 6, checksum == 0 ? 0xFFFF : checksum);
        }
    }

    private static int fold(int sum) {
        int folded = (sum >>> 16) + (sum & 0xFFFF);
        return (folded >>> 16) + (folded & 0xFFFF);
    }

    private int index(Endpoint target) {
        if (used >= LIMIT) {
            Arrays.fill(targets, null);
            used = 0;
        }
        int index = hash(target) & (CAPACITY - 1);
        while (targets[index] != null && !target.equals(targets[index])) {
            index = (index + 1) & (CAPACITY - 1);
        }
        if (targets[index] == null) {
            targets[index] = target;
            mtus[index] = 0;
            askedNs[index] = Long.MIN_VALUE >> 1; // long ago, whatever the clock says
            used++;
        }
        lastTarget = target;
        last = index;
        return index;
    }

    private static int hash(Endpoint target) {
        long mixed = (target.addressHigh() * 31 + target.addressLow()) * 31 + target.port();
        mixed *= 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio: neighbours end up far apart
        return (int) (mixed >>> 40);
    }

    private void ask(int index, Endpoint target) {
        mtus[index] = 0;
        if (!nextHops.find(local, target, udp)) {
            return;
        }
        mtus[index] = nextHops.mtu();
        long address = headers.address() + (long) index * STRIDE;
        putMac(address, nextHops.macAddress());
        putMac(address + 6, macAddress);
        long ip = address + ETHERNET;
        if (ipv4) {
            RawMemory.putShort(address + 12, XdpFilter.ETHERTYPE_IPV4);
            RawMemory.putLong(ip, 0);
            RawMemory.putByte(ip, 0x45);
            RawMemory.putByte(ip + 8, HOP_LIMIT);
            RawMemory.putByte(ip + 9, udp ? XdpFilter.PROTOCOL_UDP : XdpFilter.PROTOCOL_ESP);
            RawMemory.putShort(ip + 10, 0);
            RawMemory.putInt(ip + 12, (int) nextHops.sourceLow());
            RawMemory.putInt(ip + 16, (int) target.addressLow());
            putPorts(ip + XdpFilter.IPV4_HEADER, target);
            sums[index] = InternetChecksum.sum(ip, XdpFilter.IPV4_HEADER);
        } else {
            RawMemory.putShort(address + 12, XdpFilter.ETHERTYPE_IPV6);
            RawMemory.putInt(ip, 6 << 28);
            RawMemory.putShort(ip + 4, 0);
            RawMemory.putByte(ip + 6, udp ? XdpFilter.PROTOCOL_UDP : XdpFilter.PROTOCOL_ESP);
            RawMemory.putByte(ip + 7, HOP_LIMIT);
            putIpv6(ip + 8, nextHops.sourceHigh(), nextHops.sourceLow());
            putIpv6(ip + 24, target.addressHigh(), target.addressLow());
            putPorts(ip + XdpFilter.IPV6_HEADER, target);
            int ports = local.port() + target.port() + XdpFilter.PROTOCOL_UDP;
            sums[index] = fold(InternetChecksum.sum(ip + 8, 32) + ports); // the pseudo-header but for the length
        }
    }

    private void putPorts(long address, Endpoint target) {
        if (udp) {
            RawMemory.putShort(address, local.port());
            RawMemory.putShort(address + 2, target.port());
            RawMemory.putInt(address + 4, 0);
        }
    }

    private static void putMac(long address, long mac) {
        RawMemory.putShort(address, (int) (mac >>> 32));
        RawMemory.putInt(address + 2, (int) mac);
    }

    private static void putIpv6(long address, long high, long low) {
        RawMemory.putInt(address, (int) (high >>> 32));
        RawMemory.putInt(address + 4, (int) high);
        RawMemory.putInt(address + 8, (int) (low >>> 32));
        RawMemory.putInt(address + 12, (int) low);
    }

    @Override
    public void close() {
        nextHops.close();
        headers.close();
    }
}
