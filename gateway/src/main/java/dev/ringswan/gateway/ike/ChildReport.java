package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.policy.TrafficSelectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configured child at one moment, up or not.
 *
 * @param selectors as configured
 * @param pairs its SAs, the oldest first
 * @param lastFailure null when there was none since it came up
 */
public record ChildReport(
        String name,
        TrafficSelectors selectors,
        List<PairReport> pairs,
        @Nullable Failure lastFailure) {
    /** Copies the list. */
    public ChildReport {
        pairs = List.copyOf(pairs);
    }

    /** Whether it carries traffic both ways. */
    public boolean isUp() {
        return pairs.stream().anyMatch(pair -> pair.use() == PairReport.Use.CURRENT);
    }
}
