package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subsection of {@code policies}: packets that do not go through a child. These rules stand in front of all children;
 * what nothing matches is discarded.
 */
public record PolicyRule(String name, Action action, TrafficSelectors selectors) {
    /** What happens to the packets; protecting is what children are for. */
    public enum Action {
        BYPASS,
        DISCARD
    }

    static @Nullable PolicyRule read(SectionReader reader) {
        Action action = reader.required("action", text -> Values.oneOf(Action.class, text));
        TrafficSelectors selectors = readSelectors(reader);
        reader.finish();
        return action == null || selectors == null ? null : new PolicyRule(reader.name(), action, selectors);
    }

    /** The keys {@code local_ts} and {@code remote_ts}, both needed. */
    static @Nullable TrafficSelectors readSelectors(SectionReader reader) {
        List<TrafficSelector> local = reader.requiredList("local_ts", TrafficSelector::parse);
        List<TrafficSelector> remote = reader.requiredList("remote_ts", TrafficSelector::parse);
        return local.isEmpty() || remote.isEmpty() ? null : reader.build(() -> new TrafficSelectors(local, remote));
    }
}
