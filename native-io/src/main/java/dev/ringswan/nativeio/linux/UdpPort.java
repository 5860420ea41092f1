package dev.ringswan.nativeio.linux;

import static java.util.Objects.requireNonNull;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import org.jspecify.annotations.Nullable;

/** A UDP socket bound to one local endpoint: payload in, payload out. With offload, trains of datagrams go in one piece. */
final class UdpPort implements PacketPort, PollablePort {
    /** What 16-bit length fields leave for payload: IPv4 counts its header in, IPv6 does not. */
    private static final int PAYLOAD_MAX_IPV4 = 65_535 - 20 - 8;

    private static final int PAYLOAD_MAX_IPV6 = 65_535 - 8;

    private final PortCounters counters = new PortCounters();
    private final MessageSocket messages;
    private final @Nullable MessageReceiver receiver;
    private final @Nullable TrainReceiver trains;
    private final Endpoint local;

    UdpPort(Endpoint wanted, SocketOptions options) {
        Family family = Family.of(wanted.address());
        String action = "bind UDP socket to " + wanted;
        Descriptor socket = Descriptor.socket(family.domain, LinuxConstants.SOCK_DGRAM, 0, action, "CAP_NET_ADMIN");
        try {
            options.apply(socket);
            if (family == Family.IPV6) {
                socket.setOption(family.level, LinuxConstants.IPV6_V6ONLY, 1); // IPv4 has sockets of its own
            }
            socket.bind(wanted, "CAP_NET_BIND_SERVICE");
            messages = new MessageSocket(socket, family, MessageSocket.Format.DATAGRAM, counters);
            trains = options.offload() ? TrainReceiver.open(socket, family, counters) : null;
            receiver = trains == null ? new MessageReceiver(socket, family, false, counters) : null;
            if (options.offload()) {
                messages.join();
            }
            local = socket.localEndpoint();
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Where it is bound; the kernel has chosen the port if 0 was asked for. */
    Endpoint local() {
        return local;
    }

    @Override
    public int receive(PacketBurst burst) {
        return trains != null ? trains.receive(burst) : requireNonNull(receiver).receive(burst);
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
        return local.isIpv4() ? PAYLOAD_MAX_IPV4 : PAYLOAD_MAX_IPV6;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public String offload() {
        String sent = messages.joins() ? "UDP_SEGMENT" : "";
        String received = trains == null ? "" : "UDP_GRO";
        return (sent + ' ' + received).trim();
    }

    @Override
    public boolean holdsPackets() {
        return trains != null && trains.holdsPackets();
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
