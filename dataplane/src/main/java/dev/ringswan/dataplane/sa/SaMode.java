package dev.ringswan.dataplane.sa;

/** What an SA wraps (RFC 4301 §4.1). */
public enum SaMode {
    /** A whole IP packet inside a new one. */
    TUNNEL,
    /** The payload of an IP packet between the two endpoints themselves. */
    TRANSPORT
}
