package dev.ringswan.ike.api;

/** What becomes of other IKE SAs with the same peer, known by its identity, when one comes up. */
public enum Uniqueness {
    /** They stay, unless the peer says by INITIAL_CONTACT that it has lost them (RFC 7296 §2.4). */
    NO,
    /** They stay whatever the peer says, and we do not say it either. */
    NEVER,
    /** They stay, as with {@link #NO}, and the new one is refused as long as there is one. */
    KEEP,
    /** They are deleted. */
    REPLACE
}
