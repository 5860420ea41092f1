package dev.ringswan.gateway.interop;

/**
 * Addresses of both sites.
 *
 * @param ours our site
 * @param theirs their site
 */
record Topology(Site ours, Site theirs) {
    /** What most scenarios use. */
    static final Topology USUAL = new Topology(
            new Site("192.0.2.2", "192.0.2.1", "10.1.0.0/24", "10.1.0.1", "10.1.0.2"),
            new Site("198.51.100.2", "198.51.100.1", "10.2.0.0/24", "10.2.0.1", "10.2.0.2"));

    /** The example that Ringswan began with, an office and a virtual private cloud. */
    static final Topology SEED = new Topology(
            new Site("203.0.113.1", "203.0.113.254", "192.168.1.0/24", "192.168.1.1", "192.168.1.2"),
            new Site("52.10.20.30", "52.10.20.254", "10.0.0.0/16", "10.0.0.1", "10.0.0.2"));

    /**
     * A private network and its gateway.
     *
     * @param outer address of the gateway on the public side, in a network of 24 bits
     * @param router the router's address in that network
     * @param network the private one, with the length of its prefix
     * @param gateway address of the gateway in the private network
     * @param host address of a host there
     */
    record Site(String outer, String router, String network, String gateway, String host) {
        String gatewayWithPrefix() {
            return gateway + prefix();
        }

        String hostWithPrefix() {
            return host + prefix();
        }

        private String prefix() {
            return network.substring(network.indexOf('/'));
        }
    }

    Site site(Side side) {
        return side == Side.OURS ? ours : theirs;
    }
}
