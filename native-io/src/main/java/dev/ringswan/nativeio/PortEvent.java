package dev.ringswan.nativeio;

/** What can befall a packet at a port, for better or worse. Each is counted and none is an exception. */
public enum PortEvent {
    /** A received packet was longer than a cell and was dropped. */
    RECEIVE_TRUNCATED,
    /** A received packet was shorter than its own header says and was dropped. */
    RECEIVE_MALFORMED,
    /** The kernel dropped packets because nobody fetched them in time; the count is the kernel's. */
    RECEIVE_OVERFLOW,
    /** The device reported an error instead of a packet, such as an ICMP answer to an earlier one. */
    RECEIVE_FAILED,
    /** A call took fewer packets than it was given, because the device's queue was full. */
    TRANSMIT_QUEUE_FULL,
    /** A packet was longer than the path or the device takes in one piece, and may not be fragmented. */
    TRANSMIT_TOO_LONG,
    /** An earlier packet was answered by "port unreachable". */
    TRANSMIT_REFUSED,
    /** There is no route to the target, or it does not answer. */
    TRANSMIT_UNREACHABLE,
    /** A packet filter forbids the packet. */
    TRANSMIT_FORBIDDEN,
    /** A packet had no target, or one of another address family. */
    TRANSMIT_NO_TARGET,
    /** The interface is down. */
    TRANSMIT_LINK_DOWN,
    /** The kernel refused a packet for another reason. */
    TRANSMIT_FAILED,
    /** One call received several packets of one flow in one piece. */
    RECEIVE_SUPER_PACKET,
    /** A packet was received as part of a super-packet. */
    RECEIVE_SEGMENT,
    /** Several packets of one flow were sent in one piece. */
    TRANSMIT_SUPER_PACKET,
    /** A packet was sent as part of a super-packet. */
    TRANSMIT_SEGMENT,
    /** The kernel refused a super-packet on this route; its packets were sent one by one. */
    TRANSMIT_OFFLOAD_REFUSED,
    /** A packet was received as a frame of the interface, past the kernel's network stack (AF_XDP). */
    RECEIVE_XDP,
    /** A packet was sent as a frame of the interface, past the kernel's network stack (AF_XDP). */
    TRANSMIT_XDP
}
