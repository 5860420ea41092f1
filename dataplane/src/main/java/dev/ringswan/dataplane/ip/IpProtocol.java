package dev.ringswan.dataplane.ip;

/** Protocol numbers of IPv4, which are the next header numbers of IPv6 (IANA "Assigned Internet Protocol Numbers"). */
public final class IpProtocol {
    /** IPv6 hop-by-hop options (RFC 8200 §4.3). As a traffic selector's protocol, 0 means any. */
    public static final int HOP_BY_HOP = 0;

    public static final int ICMP = 1;
    public static final int IPV4 = 4;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int DCCP = 33;
    public static final int IPV6 = 41;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int ESP = 50;
    public static final int AH = 51;
    public static final int ICMPV6 = 58;
    /** Nothing follows; as an ESP next header, a dummy packet (RFC 4303 §2.6). */
    public static final int NO_NEXT_HEADER = 59;

    public static final int DESTINATION_OPTIONS = 60;
    public static final int SCTP = 132;
    public static final int MOBILITY = 135;
    public static final int UDP_LITE = 136;

    /** One bit per number; all are below 64. */
    private static final long EXTENSION_HEADERS =
            1L << HOP_BY_HOP | 1L << ROUTING | 1L << FRAGMENT | 1L << DESTINATION_OPTIONS;

    private IpProtocol() {}

    /** Whether the protocol's header begins with a source and a target port of 16 bits each. */
    public static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
            default -> false;
        };
    }

    /**
     * Whether the number names an IPv6 extension header that is skipped on the way to the upper layer. AH and ESP are
     * upper layers to a selector, as RFC 4301 §4.4.1.1 wants it.
     */
    public static boolean isExtensionHeader(int protocol) {
        return protocol < Long.SIZE && (EXTENSION_HEADERS >>> protocol & 1) != 0;
    }
}
