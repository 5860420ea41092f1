package dev.ringswan.dataplane.event;

/** Which way packets of an SA go, seen from this gateway. */
public enum Direction {
    /** From the public side to the private side. */
    INBOUND,
    /** From the private side to the public side. */
    OUTBOUND
}
