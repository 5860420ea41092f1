package dev.ringswan.ike.wire;

/**
 * What a message may have at most. RFC 7296 sets few limits; these are several times what any peer sends, and keep the
 * work and the memory for a hostile message small. Lists that are counted by one byte (transforms of a proposal,
 * selectors, proposals by their numbers) end at 255 by themselves.
 */
public final class Limits {
    /** Bytes of a message, and of the payloads that come out of fragments: what a UDP datagram could hold. */
    public static final int MESSAGE_LENGTH_MAX = 65_535;
    /** Payloads of a message. */
    public static final int PAYLOADS_MAX = 256;
    /** Transforms of an SA payload, all proposals together. */
    public static final int TRANSFORMS_MAX = 4_096;
    /** Attributes of a transform; one is defined, the key length. */
    public static final int ATTRIBUTES_MAX = 16;
    /** Bytes of an identity; a distinguished name is the longest kind. */
    public static final int IDENTITY_LENGTH_MAX = 4_096;
    /** Fragments of a message: 64 KiB in datagrams that fit every IPv4 path. */
    public static final int FRAGMENTS_MAX = 256;

    private Limits() {}
}
