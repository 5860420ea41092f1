package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortPoller;
import java.net.InetAddress;
import java.util.List;

/**
 * Opens the ports of Linux, in the network namespace of the calling thread. Each method throws a {@link NativeIoException}
 * that says what to do when the system refuses, and when the JVM was started without native access.
 *
 * <p>What the sockets do with a packet's metadata: the target is where it goes; the traffic class becomes DSCP and ECN of the
 * header that the kernel makes, and comes from that header; a packet with the DF wish is sent in one piece or, where it is
 * longer than the kernel believes the path to be, refused and counted as {@code TRANSMIT_TOO_LONG}; one without it may
 * be fragmented by the kernel. IPv6 heeds the wish like IPv4.
 */
public final class LinuxPorts {
    private static final int PROTOCOL_MAX = 254;
    /** RFC 863; nothing is sent there. */
    private static final int DISCARD_PORT = 9;

    private LinuxPorts() {}

    /** Throws unless system and JVM allow these ports; the message names the missing flag. Worth a call at start-up. */
    public static void requireNativeAccess() {
        NativeAccess.require();
    }

    /** Opens a UDP socket. With a wildcard address the kernel chooses the source address by its routes. */
    public static PacketPort udp(Endpoint local, SocketOptions options) {
        requireNativeAccess();
        return new UdpPort(local, options);
    }

    /**
     * Opens a raw socket, which needs CAP_NET_RAW.
     *
     * @param protocol IP protocol number, 1 to 254; 50 is ESP
     */
    public static PacketPort rawIp(InetAddress local, int protocol, SocketOptions options) {
        if (protocol < 1 || protocol > PROTOCOL_MAX) {
            throw new IllegalArgumentException("protocol " + protocol + " is outside 1..254; whole packets: ipSender");
        }
        requireNativeAccess();
        return new RawIpPort(local, protocol, options);
    }

    /**
     * Lets AF_XDP carry what comes to UDP sockets and to raw sockets for ESP of this class, and what they send, as far as it
     * can; the rest goes on by the sockets. Needs CAP_NET_ADMIN, CAP_NET_RAW, CAP_BPF and Linux 5.9.
     *
     * <p>One thread receives at all of the returned ports, and one transmits at all of them. When this throws, the sockets
     * are as before and still the caller's.
     *
     * @return ports in their place and order; each closes its socket
     */
    public static List<PacketPort> xdp(XdpOptions options, List<PacketPort> sockets) {
        requireNativeAccess();
        return XdpPort.open(options, sockets);
    }

    /** Opens a port that only sends: whole IP packets, to the destinations in their headers. Needs CAP_NET_RAW. */
    public static PacketPort ipSender(SocketOptions options) {
        requireNativeAccess();
        return new IpSender(options);
    }

    /** Makes a TUN interface, sets MTU and queue length, and brings it up. Needs CAP_NET_ADMIN and /dev/net/tun. */
    public static PacketPort tun(String name, TunOptions options) {
        requireNativeAccess();
        return new TunPort(name, options);
    }

    /**
     * The largest packet that the kernel believes the path to {@code remote} takes in one piece, in bytes with IP header: the
     * MTU of the route, or less where it has accepted an ICMP message that says so (RFC 1191, RFC 8201). The kernel believes
     * only messages that quote a packet of a socket of ours.
     */
    public static int pathMtu(Endpoint remote) {
        requireNativeAccess();
        Family family = Family.of(remote.address());
        String action = "ask for the path MTU to " + remote.address().getHostAddress();
        try (Descriptor socket =
                Descriptor.socket(family.domain, LinuxConstants.SOCK_DGRAM, 0, action, "CAP_NET_RAW")) {
            socket.connect(remote.port() == 0 ? Endpoint.of(remote.address(), DISCARD_PORT) : remote, "CAP_NET_RAW");
            return socket.option(family.level, family.mtu);
        }
    }

    /** Makes a poller over ports of this class that receive. */
    public static PortPoller poller(List<PacketPort> ports) {
        requireNativeAccess();
        return new Poller(ports);
    }
}
