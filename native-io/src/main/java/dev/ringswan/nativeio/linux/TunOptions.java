package dev.ringswan.nativeio.linux;

/**
 * How a TUN interface is set up. Addresses and routes are set elsewhere.
 *
 * @param mtu longest packet that the system sends into the interface, in bytes, 576 to 65,535; below 1,280 it carries no IPv6
 * @param queueLength packets that may wait in the interface until they are read
 * @param offload whether the kernel may hand over and take super-packets, and leave checksums to us, as far as it can
 */
public record TunOptions(int mtu, int queueLength, boolean offload) {
    /**
     * MTU 1,400: a path of 1,500 less IPv6 (40), UDP (8) and ESP with AES-GCM (8 + 8 + 2 + 16, padding) leaves at least 1,415.
     */
    public static final TunOptions DEFAULTS = new TunOptions(1_400, 2_000, false);

    /** Checks the limits. */
    public TunOptions {
        if (mtu < 576 || mtu > 65_535) {
            throw new IllegalArgumentException("MTU " + mtu + " is outside 576..65535");
        }
        if (queueLength < 1) {
            throw new IllegalArgumentException("a queue holds at least 1 packet, not " + queueLength);
        }
    }

    public TunOptions withMtu(int bytes) {
        return new TunOptions(bytes, queueLength, offload);
    }

    public TunOptions withQueueLength(int packets) {
        return new TunOptions(mtu, packets, offload);
    }

    public TunOptions withOffload(boolean wanted) {
        return new TunOptions(mtu, queueLength, wanted);
    }
}
