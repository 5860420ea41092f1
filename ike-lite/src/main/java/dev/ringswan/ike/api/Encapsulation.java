package dev.ringswan.ike.api;

/** When ESP travels in UDP (RFC 3948). */
public enum Encapsulation {
    /** Where there is a NAT between the two sides. */
    AUTO,
    /** Always: we pretend that there is a NAT, so that the peer does so, too. */
    FORCED,
    /** Never: we do not look for a NAT, and the peer finds out nothing about one. */
    FORBIDDEN
}
