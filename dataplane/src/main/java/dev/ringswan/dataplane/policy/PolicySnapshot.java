package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of policies, compiled for lookup: the first that matches decides (RFC 4301 §4.4.1). Nothing changes
 * after construction.
 *
 * <pre>
 *   flow.target -> TargetIndex -> candidates in order -> first whose ranges contain source and target
 *                       |
 *                       +-------> wide policies in order, only those before what was found
 *
 *   ranges   | local … | remote … | local … | remote … |      longs, five per selector
 *              ^          ^         ^
 *   offsets  0: 0      1:        2:                         two per policy, and the end
 * </pre>
 *
 * A lookup reads flat arrays only, whatever the number of policies. <em>Threading:</em> immutable; any thread.
 *
 * @param <T> what a protecting policy's child is
 */
public final class PolicySnapshot<T> {
    /** What {@link #lookup} returns when no policy matches: the packet is discarded. */
    public static final int NONE = -1;

    private final List<Policy<T>> policies;
    private final PolicyAction[] actions;
    private final @Nullable Object[] children;
    private final long[] ranges;
    private final int[] offsets;
    private final TargetIndex ipv4;
    private final TargetIndex ipv6;

    /** Compiles policies; the first of the list is looked at first. */
    public PolicySnapshot(List<Policy<T>> policies) {
        this.policies = List.copyOf(policies);
        int count = this.policies.size();
        actions = new PolicyAction[count];
        children = new @Nullable Object[count];
        offsets = new int[2 * count + 1];
        List<TrafficSelectors> selectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Policy<T> policy = this.policies.get(i);
            actions[i] = policy.action();
            children[i] = policy.child();
            selectors.add(policy.selectors());
            offsets[2 * i + 1] = offsets[2 * i] + policy.selectors().local().size() * Ranges.STRIDE;
            offsets[2 * i + 2] =
                    offsets[2 * i + 1] + policy.selectors().remote().size() * Ranges.STRIDE;
        }
        ranges = new long[offsets[2 * count]];
        for (int i = 0; i < count; i++) {
            Ranges.compile(selectors.get(i).local(), ranges, offsets[2 * i]);
            Ranges.compile(selectors.get(i).remote(), ranges, offsets[2 * i + 1]);
        }
        ipv4 = TargetIndex.of(4, selectors);
        ipv6 = TargetIndex.of(6, selectors);
    }

    /** The snapshot that matches nothing, so that everything is discarded. */
    public static <T> PolicySnapshot<T> empty() {
        return new PolicySnapshot<>(List.of());
    }

    /** Index of the first policy that matches an outbound packet, or {@link #NONE}. */
    public int lookup(Flow flow) {
        TargetIndex index = flow.family == 4 ? ipv4 : ipv6;
        int interval = index.interval(flow.targetHigh, flow.targetLow);
        int found = interval < 0
                ? actions.length
                : firstMatch(index.candidates, index.from(interval), index.from(interval + 1), actions.length, flow);
        found = firstMatch(index.wide, 0, index.wide.length, found, flow);
        return found < actions.length ? found : NONE;
    }

    /** The first policy of an ascending list that matches and comes before {@code limit}; else {@code limit}. */
    private int firstMatch(int[] candidates, int from, int to, int limit, Flow flow) {
        for (int i = from; i < to; i++) {
            int policy = candidates[i];
            if (policy >= limit) {
                return limit;
            }
            int local = offsets[2 * policy];
            int remote = offsets[2 * policy + 1];
            if (Ranges.containTarget(ranges, remote, offsets[2 * policy + 2], flow)
                    && Ranges.containSource(ranges, local, remote, flow)) {
                return policy;
            }
        }
        return limit;
    }

    /** Number of policies. */
    public int count() {
        return actions.length;
    }

    /** Action of the policy at an index that {@link #lookup} returned. */
    public PolicyAction action(int index) {
        return actions[index];
    }

    /** Child of the policy at an index that {@link #lookup} returned; null unless it protects. */
    @SuppressWarnings("unchecked") // only children of Policy<T> were stored
    public @Nullable T child(int index) {
        return (@Nullable T) children[index];
    }

    /** The policies, for the control path. */
    public List<Policy<T>> policies() {
        return policies;
    }
}
