package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import org.jspecify.annotations.Nullable;

/**
 * Sends whole IP packets of both families to the destinations in their own headers, and receives nothing. One raw socket per
 * family; a system without IPv6 serves IPv4 only. The kernel routes the packets and never fragments them. IPv4 packets of a
 * burst go before IPv6 packets; what is neither keeps its verdict.
 */
final class IpSender implements PacketPort {
    private static final int PACKET_MAX = 65_535;

    private final PortCounters counters = new PortCounters();
    private final MessageSocket ipv4;
    private final @Nullable MessageSocket ipv6;

    IpSender(SocketOptions options) {
        ipv4 = open(Family.IPV4, options, counters);
        ipv6 = openIpv6(options);
    }

    private @Nullable MessageSocket openIpv6(SocketOptions options) {
        try {
            return open(Family.IPV6, options, counters);
        } catch (NativeIoException e) {
            if (e.errno() == Errno.EAFNOSUPPORT) {
                return null;
            }
            ipv4.close();
            throw e;
        }
    }

    private static MessageSocket open(Family family, SocketOptions options, PortCounters counters) {
        Descriptor socket = Descriptor.socket(
                family.domain,
                LinuxConstants.SOCK_RAW,
                LinuxConstants.IPPROTO_RAW,
                "open raw socket for whole IP packets",
                "CAP_NET_RAW");
        try {
            options.apply(socket);
            return new MessageSocket(socket, family, MessageSocket.Format.IP_PACKET, counters);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public int receive(PacketBurst burst) {
        burst.count(0);
        return 0;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        int taken = ipv4.transmit(burst, verdict);
        return ipv6 == null ? taken : taken + ipv6.transmit(burst, verdict);
    }

    @Override
    public int maximumPacketLength() {
        return PACKET_MAX;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        ipv4.close();
        if (ipv6 != null) {
            ipv6.close();
        }
    }
}
