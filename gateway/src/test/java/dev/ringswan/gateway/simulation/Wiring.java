package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.Endpoint;
import java.net.InetAddress;

/**
 * How the two gateways are connected. Each has UDP ports 500 and 4500, and plain ESP.
 *
 * @param ipv6 whether the outer addresses are IPv6
 * @param udp whether ESP travels in UDP even without a NAT
 * @param nat whether A is behind a NAT, which carries nothing but UDP over IPv4
 */
record Wiring(boolean ipv6, boolean udp, boolean nat) {
    static final int IKE_PORT = 500;
    static final int NAT_PORT = 4500;

    Wiring {
        if (nat && ipv6) {
            throw new IllegalArgumentException("the NAT carries IPv4 only");
        }
    }

    static Wiring draw(SeededRandom random) {
        boolean nat = random.oneIn(4);
        return new Wiring(!nat && random.oneIn(4), random.oneIn(2), nat);
    }

    /** The address that the gateway has. */
    InetAddress own(Side side) {
        return nat && side == Side.A ? InetAddress.ofLiteral("10.99.0.1") : seen(side);
    }

    /** The address under which the other side knows it. */
    InetAddress seen(Side side) {
        return InetAddress.ofLiteral((ipv6 ? "2001:db8::" : "192.0.2.") + side.number());
    }

    /** A port of a gateway as it knows it itself; port 0 is plain ESP. */
    Endpoint own(Side side, int port) {
        return Endpoint.of(own(side), port);
    }

    /** Whether ESP is seen to travel in UDP. */
    boolean isEncapsulated() {
        return udp || nat;
    }
}
