package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.nativeio.Endpoint;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What connections need of the other sections: sockets at their addresses, and routes to the networks behind the peers. */
final class ImpliedSettings {
    private ImpliedSettings() {}

    /**
     * The public side with UDP 4500, plain ESP and the port of IKE at the local address of each connection, unless the file
     * has them already.
     */
    static PublicSettings sockets(PublicSettings written, IkeSettings ike) {
        Set<Endpoint> udp = new LinkedHashSet<>(written.udp());
        Set<InetAddress> esp = new LinkedHashSet<>(written.esp());
        Set<InetAddress> ports = new LinkedHashSet<>(written.ike());
        for (Connection connection : ike.config().connections()) {
            InetAddress address = connection.local().address();
            udp.add(Endpoint.of(address, Values.NAT_T_PORT));
            if (connection.local().port() != Values.NAT_T_PORT) {
                ports.add(address);
            }
            if (connection.encapsulation() != Encapsulation.FORCED) {
                esp.add(address);
            }
        }
        return new PublicSettings(
                List.copyOf(udp), List.copyOf(esp), List.copyOf(ports), written.xdp(), written.bypassInterface());
    }

    /**
     * The TUN device with a route for each network behind a peer. A network that the peer's own address lies in is left
     * out, with a warning unless the file has routes: its route would lead the ESP packets into the device that they come
     * from.
     */
    static TunSettings routes(TunSettings written, IkeSettings ike, Problems problems) {
        Set<Prefix> routes = new LinkedHashSet<>(written.routes());
        for (ChildSettings child : ike.children()) {
            InetAddress peer =
                    ike.ike(child.connection()).orElseThrow().remote().address();
            for (TrafficSelector selector : child.selectors().remote()) {
                if (contains(selector, peer)) {
                    if (!written.routes().isEmpty()) {
                        continue;
                    }
                    problems.warn(
                            0,
                            "connection '" + child.connection() + "' has its peer " + peer.getHostAddress() + " inside "
                                    + selector
                                    + ": no route is made for that network; add to tun.routes the parts of it"
                                    + " that lie behind the peer");
                } else {
                    routes.addAll(prefixes(selector.start(), selector.end()));
                }
            }
        }
        return new TunSettings(written.name(), written.mtu(), written.addresses(), List.copyOf(routes));
    }

    /** Whether the peer may be inside; a peer that calls from anywhere is inside of everything that is everything. */
    private static boolean contains(TrafficSelector selector, InetAddress peer) {
        if (peer.isAnyLocalAddress()) {
            return prefixes(selector.start(), selector.end()).getFirst().length() == 0;
        }
        boolean sameFamily = peer.getAddress().length == selector.start().getAddress().length;
        return sameFamily
                && number(selector.start()).compareTo(number(peer)) <= 0
                && number(peer).compareTo(number(selector.end())) <= 0;
    }

    /** The fewest networks that are a range of addresses together. */
    static List<Prefix> prefixes(InetAddress start, InetAddress end) {
        int bits = start.getAddress().length * 8;
        BigInteger next = number(start);
        BigInteger last = number(end);
        List<Prefix> prefixes = new ArrayList<>();
        while (next.compareTo(last) <= 0) {
            int hostBits = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
            while (next.add(BigInteger.TWO.pow(hostBits))
                            .subtract(BigInteger.ONE)
                            .compareTo(last)
                    > 0) {
                hostBits--;
            }
            prefixes.add(new Prefix(address(next, bits / 8), bits - hostBits));
            next = next.add(BigInteger.TWO.pow(hostBits));
        }
        return prefixes;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static InetAddress address(BigInteger number, int length) {
        byte[] bytes = new byte[length];
        byte[] digits = number.toByteArray();
        int count = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - count, bytes, length - count, count);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }
}
