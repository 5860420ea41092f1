package dev.ringswan.dataplane.policy;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the SPD: an action for the packets that its selectors match.
 *
 * @param action what happens to them
 * @param selectors which packets
 * @param child what protects them; null for other actions
 * @param <T> what the owner of the table calls a child
 */
public record Policy<T>(
        PolicyAction action,
        TrafficSelectors selectors,
        @Nullable T child) {
    /** Checks that exactly the policies that protect have a child. */
    public Policy {
        if ((action == PolicyAction.PROTECT) != (child != null)) {
            throw new IllegalArgumentException(
                    "policy " + action + " " + selectors + (child == null ? " needs a child" : " cannot have a child"));
        }
    }

    /** Packets go through a child. */
    public static <T> Policy<T> protect(TrafficSelectors selectors, T child) {
        return new Policy<>(PolicyAction.PROTECT, selectors, child);
    }

    /** Packets pass in clear. */
    public static <T> Policy<T> bypass(TrafficSelectors selectors) {
        return new Policy<>(PolicyAction.BYPASS, selectors, null);
    }

    /** Packets are discarded. */
    public static <T> Policy<T> discard(TrafficSelectors selectors) {
        return new Policy<>(PolicyAction.DISCARD, selectors, null);
    }
}
