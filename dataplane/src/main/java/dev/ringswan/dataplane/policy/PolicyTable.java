package dev.ringswan.dataplane.policy;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The policies in force: one reference, replaced as a whole.
 *
 * <p><em>Threading:</em> the control thread publishes with a release store; any thread reads with an acquire load, once
 * per burst, so that all packets of a burst meet the same policies.
 *
 * @param <T> what a protecting policy's child is
 */
public final class PolicyTable<T> {
    private final AtomicReference<PolicySnapshot<T>> current = new AtomicReference<>(PolicySnapshot.empty());

    /** Puts a snapshot in force. */
    public void publish(PolicySnapshot<T> snapshot) {
        current.setRelease(snapshot);
    }

    /** The snapshot in force; at first the empty one, which matches nothing. */
    public PolicySnapshot<T> current() {
        return current.getAcquire();
    }
}
