package dev.ringswan.gateway.daemon;

import dev.ringswan.dataplane.DataplanePorts;
import dev.ringswan.dataplane.PublicPort;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.Prefix;
import dev.ringswan.gateway.config.PublicSettings;
import dev.ringswan.gateway.config.TunSettings;
import dev.ringswan.gateway.ike.IkePort;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortPoller;
import dev.ringswan.nativeio.linux.LinuxPorts;
import dev.ringswan.nativeio.linux.SocketOptions;
import dev.ringswan.nativeio.linux.TunOptions;
import dev.ringswan.nativeio.linux.XdpOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and the TUN device of one gateway, with the addresses and routes of the latter. Closing takes them all away;
 * routes go with their device. What stays is an unreachable route behind each of them: without a gateway, packets for its
 * networks must end, and not leave in clear by the default route (RFC 4301 §5.1).
 */
final class LinuxDevices implements AutoCloseable {
    private static final int PROTOCOL_ESP = 50;
    /** The largest metric: counts only when there is no other route. */
    private static final String METRIC_LAST = "4294967295";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<PublicPort> publicPorts = new ArrayList<>();
    private final List<IkePort> ikePorts = new ArrayList<>();
    private final List<Prefix> routes = new ArrayList<>();
    private final boolean offload;
    private final String tunName;
    private final PacketPort tun;
    private final PacketPort answers;
    private final @Nullable PacketPort bypass;
    private final PortPoller publicPoller;
    private final PortPoller privatePoller;

    /** Opens everything, or nothing: what fails takes back what was opened before it. */
    LinuxDevices(GatewayConfig config) {
        try {
            offload = config.gateway().offload();
            tunName = config.tun().name();
            openPublic(config.publicSide());
            tun = openTun(config.tun());
            answers = tun.sender();
            bypass = openBypass(config.publicSide().bypassInterface());
            publicPoller = keep(
                    LinuxPorts.poller(publicPorts.stream().map(PublicPort::port).toList()));
            privatePoller = keep(LinuxPorts.poller(List.of(tun)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void openPublic(PublicSettings settings) {
        for (Endpoint local : settings.udp()) {
            SocketOptions options = SocketOptions.DEFAULTS.withOffload(offload);
            publicPorts.add(new PublicPort(keep(LinuxPorts.udp(local, options)), true));
        }
        for (InetAddress local : settings.esp()) {
            publicPorts.add(new PublicPort(keep(LinuxPorts.rawIp(local, PROTOCOL_ESP, SocketOptions.DEFAULTS)), false));
        }
        for (InetAddress local : settings.ike()) {
            TransportAddress address = new TransportAddress(local, TransportAddress.IKE_PORT);
            PacketPort port = keep(LinuxPorts.udp(Endpoint.of(local, address.port()), SocketOptions.DEFAULTS));
            ikePorts.add(new IkePort(address, port, false));
        }
        if (settings.xdp() != null && !publicPorts.isEmpty()) {
            openXdp(settings.xdp());
        }
    }

    /** Lets AF_XDP carry ESP past the kernel's stack; the sockets of IKE alone stay as they are. */
    private void openXdp(XdpOptions options) {
        List<PacketPort> sockets = publicPorts.stream().map(PublicPort::port).toList();
        List<PacketPort> ports = LinuxPorts.xdp(options, sockets);
        for (int i = 0; i < ports.size(); i++) {
            publicPorts.set(
                    i, new PublicPort(keep(ports.get(i)), publicPorts.get(i).encapsulated()));
        }
    }

    private PacketPort openTun(TunSettings settings) {
        TunOptions options = TunOptions.DEFAULTS.withMtu(settings.mtu()).withOffload(offload);
        PacketPort port = keep(LinuxPorts.tun(settings.name(), options));
        for (Prefix address : settings.addresses()) {
            IpCommand.run("address", "add", address.toString(), "dev", settings.name());
        }
        for (Prefix route : settings.routes()) {
            addRoute(route);
        }
        return port;
    }

    /**
     * Adds the routes that a new configuration has beside those that are there; nothing travels by them before it is in force.
     *
     * @return the configuration
     * @throws IllegalStateException when a route cannot be added
     */
    GatewayConfig withRoutes(GatewayConfig next) {
        for (Prefix route : next.tun().routes()) {
            if (!routes.contains(route)) {
                addRoute(route);
            }
        }
        return next;
    }

    private void addRoute(Prefix route) {
        IpCommand.run("route", "replace", "unreachable", route.toString(), "metric", METRIC_LAST);
        IpCommand.run("route", "add", route.toString(), "dev", tunName);
        routes.add(route);
    }

    /** Bound to one interface: else the routes that led a packet into the TUN device would lead it there again. */
    private @Nullable PacketPort openBypass(@Nullable String name) {
        if (name == null) {
            return null;
        }
        NetworkInterface device;
        try {
            device = NetworkInterface.getByName(name);
        } catch (SocketException e) {
            throw new IllegalStateException("the network interfaces cannot be read: " + e.getMessage(), e);
        }
        if (device == null) {
            throw new IllegalArgumentException("public.bypass_interface: there is no interface '" + name + "' here");
        }
        return keep(LinuxPorts.ipSender(SocketOptions.DEFAULTS.withInterface(device.getIndex())));
    }

    private <T extends AutoCloseable> T keep(T device) {
        opened.add(device);
        return device;
    }

    /** The ports of IKE alone. */
    List<IkePort> ikePorts() {
        return ikePorts;
    }

    /** What the kernel does at each port, for the log. */
    String offloads() {
        List<String> ports = new ArrayList<>();
        ports.add(offloads(tunName, tun));
        publicPorts.stream()
                .filter(port -> port.encapsulated() || !port.port().offload().isEmpty())
                .map(port -> offloads(port.encapsulated() ? "ESP in UDP" : "ESP", port.port()))
                .distinct()
                .forEach(ports::add);
        return String.join("; ", ports);
    }

    private static String offloads(String name, PacketPort port) {
        return name + ": " + (port.offload().isEmpty() ? "none" : port.offload());
    }

    DataplanePorts ports() {
        return new DataplanePorts(publicPorts, tun, answers, bypass);
    }

    /** Sleeps until a public port has a packet. */
    PortPoller publicPoller() {
        return publicPoller;
    }

    /** Sleeps until the TUN device has a packet. */
    PortPoller privatePoller() {
        return privatePoller;
    }

    @Override
    public void close() {
        for (AutoCloseable device : opened.reversed()) {
            try {
                device.close();
            } catch (Exception e) {
                throw new IllegalStateException("a device cannot be closed: " + e.getMessage(), e);
            }
        }
        opened.clear();
    }
}
