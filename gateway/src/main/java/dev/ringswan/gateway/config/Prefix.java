package dev.ringswan.gateway.config;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * An address with a prefix length: an interface address, or a network to route.
 *
 * @param length significant bits
 */
public record Prefix(InetAddress address, int length) {
    public Prefix {
        int bits = address.getAddress().length * 8;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("has a prefix length that is not from 0 to " + bits + ": "
                    + address.getHostAddress() + '/' + length);
        }
    }

    /** {@code 10.1.0.1/24}; without a length the address alone. */
    static Prefix parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Values.address(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        return new Prefix(address, slash < 0 ? bits : Values.integer(text.substring(slash + 1), 0, bits));
    }

    /** Whether an address is in this network. */
    boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int shift = ours.length * 8 - length;
        return new BigInteger(1, ours).shiftRight(shift).equals(new BigInteger(1, theirs).shiftRight(shift));
    }

    public boolean isIpv4() {
        return address.getAddress().length == 4;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + '/' + length;
    }
}
