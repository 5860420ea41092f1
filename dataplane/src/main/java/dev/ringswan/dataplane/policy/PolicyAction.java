package dev.ringswan.dataplane.policy;

/** What happens to a packet that a policy matches (RFC 4301 §4.4.1). */
public enum PolicyAction {
    /** Goes through the policy's child SA. */
    PROTECT,
    /** Passes in clear. */
    BYPASS,
    /** Ends here. */
    DISCARD
}
