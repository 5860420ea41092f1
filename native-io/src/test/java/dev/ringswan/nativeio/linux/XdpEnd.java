package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One end of a {@link TestNetwork} with a port of each kind: UDP and plain ESP, IPv4 and IPv6. */
final class XdpEnd implements AutoCloseable {
    private static final int ESP = 50;

    private final @Nullable TestNetwork network;
    private final String namespace;
    private final int host;
    private final int port;
    private final List<PacketPort> open = new ArrayList<>();

    XdpEnd(TestNetwork network, String namespace) {
        this(network, namespace, 4500);
    }

    XdpEnd(TestNetwork network, String namespace, int port) {
        this(network, namespace, namespace.equals(network.left()) ? 1 : 2, port);
    }

    private XdpEnd(@Nullable TestNetwork network, String namespace, int host, int port) {
        this.network = network;
        this.namespace = namespace;
        this.host = host;
        this.port = port;
    }

    /** The program that is killed: opens the right end in the namespace it is started in, says so, and waits. */
    public static void main(String[] arguments) throws InterruptedException {
        XdpEnd end = new XdpEnd(null, "", 2, 4500);
        end.openHere(XdpOptions.of(arguments[0]));
        System.out.println("open");
        Thread.sleep(600_000);
    }

    List<PacketPort> open(XdpOptions options) throws Exception {
        try {
            return network == null ? openHere(options) : network.inside(namespace, () -> openHere(options));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<PacketPort> openHere(XdpOptions options) {
        List<PacketPort> sockets = new ArrayList<>();
        for (int kind = 0; kind < 4; kind++) {
            Endpoint local = local(kind);
            sockets.add(
                    kind < 2
                            ? LinuxPorts.udp(local, SocketOptions.DEFAULTS)
                            : LinuxPorts.rawIp(local.address(), ESP, SocketOptions.DEFAULTS));
        }
        try {
            open.addAll(LinuxPorts.xdp(options, sockets));
        } catch (RuntimeException e) {
            sockets.forEach(PacketPort::close);
            throw e;
        }
        return List.copyOf(open);
    }

    /** Where the port of a kind is bound. */
    Endpoint local(int kind) {
        return endpoint(kind, host);
    }

    /** Its counterpart at the other end. */
    Endpoint peer(int kind) {
        return endpoint(kind, 3 - host);
    }

    private Endpoint endpoint(int kind, int at) {
        return Endpoint.of((kind % 2 == 0 ? "192.0.2." : "2001:db8::") + at, kind < 2 ? port : 0);
    }

    @Override
    public void close() {
        open.forEach(PacketPort::close);
        open.clear();
    }
}
