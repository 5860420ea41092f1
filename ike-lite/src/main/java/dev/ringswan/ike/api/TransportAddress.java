package dev.ringswan.ike.api;

import java.net.InetAddress;

/**
 * Where IKE messages come from or go to: an IP address and a UDP port. Messages at port 4500 travel behind the non-ESP
 * marker (RFC 3948 §2.2), which is added and removed outside of this module.
 */
public record TransportAddress(InetAddress address, int port) {
    /** Of IKE. */
    public static final int IKE_PORT = 500;
    /** Of IKE and of ESP in UDP, once there is a NAT. */
    public static final int NAT_PORT = 4500;

    /** Checks the port. */
    public TransportAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + ", expected 0 to 65535");
        }
    }

    /** The same address at another port. */
    public TransportAddress withPort(int other) {
        return new TransportAddress(address, other);
    }

    /** Whether it stands for every address: 0.0.0.0 or ::. */
    public boolean isAny() {
        return address.isAnyLocalAddress();
    }

    /** Whether the other one has this address, whatever its port, or this is any address. */
    public boolean covers(TransportAddress other) {
        return isAny() || address.equals(other.address);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + " port " + port;
    }
}
