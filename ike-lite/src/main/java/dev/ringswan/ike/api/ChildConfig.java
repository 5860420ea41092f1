package dev.ringswan.ike.api;

import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TrafficSelector;
import java.util.List;

/**
 * A child that a connection may have.
 *
 * @param name unique in its connection
 * @param proposals for ESP, the preferred one first
 * @param localSelectors what may come from our side
 * @param remoteSelectors what may come from the peer's side
 * @param transport whether transport mode is wanted; if the peer does not want it, tunnel mode is used
 */
public record ChildConfig(
        String name,
        List<TransformSet> proposals,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        boolean transport) {
    /** Checks that nothing is empty. */
    public ChildConfig {
        if (proposals.isEmpty() || localSelectors.isEmpty() || remoteSelectors.isEmpty()) {
            throw new IllegalArgumentException("child " + name + " needs a proposal, and selectors for both sides");
        }
        proposals = List.copyOf(proposals);
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }
}
