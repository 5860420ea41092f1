package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import java.net.InetAddress;

/**
 * A raw socket for one IP protocol number at one local address: what stands behind the IP header in, and the same out. The
 * kernel makes the outer header, reassembles fragments, and fragments what is too long and may be.
 */
final class RawIpPort implements PacketPort, PollablePort {
    private static final int PAYLOAD_MAX_IPV4 = 65_535 - 20;
    private static final int PAYLOAD_MAX_IPV6 = 65_535;

    private final PortCounters counters = new PortCounters();
    private final MessageSocket messages;
    private final MessageReceiver receiver;
    private final Family family;
    private final InetAddress local;
    private final int protocol;

    RawIpPort(InetAddress local, int protocol, SocketOptions options) {
        this.local = local;
        this.protocol = protocol;
        family = Family.of(local);
        String action = "bind raw socket for protocol " + protocol + " to " + local.getHostAddress();
        Descriptor socket = Descriptor.socket(family.domain, LinuxConstants.SOCK_RAW, protocol, action, "CAP_NET_RAW");
        try {
            options.apply(socket);
            socket.bind(Endpoint.of(local, 0), "CAP_NET_RAW");
            messages = new MessageSocket(socket, family, MessageSocket.Format.RAW, counters);
            receiver = new MessageReceiver(socket, family, family == Family.IPV4, counters);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The address it is bound to. */
    InetAddress local() {
        return local;
    }

    /** The IP protocol number. */
    int protocol() {
        return protocol;
    }

    @Override
    public int receive(PacketBurst burst) {
        return receiver.receive(burst);
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        return messages.transmit(burst, verdict);
    }

    @Override
    public PacketPort sender() {
        return new SocketSender(messages, maximumPacketLength());
    }

    @Override
    public int maximumPacketLength() {
        return family == Family.IPV4 ? PAYLOAD_MAX_IPV4 : PAYLOAD_MAX_IPV6;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public int fd() {
        return messages.fd();
    }

    @Override
    public void close() {
        messages.close();
    }
}
