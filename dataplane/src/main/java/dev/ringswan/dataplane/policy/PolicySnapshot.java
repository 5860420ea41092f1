package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of policies, compiled for lookup: the first that matches decides (RFC 4301 §4.4.1). Nothing changes
 * after construction.
 *
 * <p>A lookup reads flat arrays only, whatever the number of policies: a bucket, an interval, a record. With many policies
 * each is a cache miss, and each says where the next one is. So whoever has many packets to look up goes through all of them
 * once per read, by the {@code touch…} methods, which return meaningless values so that their reads cannot be optimised away.
 * <em>Threading:</em> immutable; any thread.
 *
 * @param <T> what a protecting policy's child is
 */
public final class PolicySnapshot<T> {
    /** What {@link #lookup} returns when no policy matches: the packet is discarded. */
    public static final int NONE = -1;

    private final List<Policy<T>> policies;
    private final PolicyAction[] actions;
    private final boolean namesPorts;
    private final @Nullable Object[] children;
    private final FamilyPolicies ipv4;
    private final FamilyPolicies ipv6;

    /** Compiles policies; the first of the list is looked at first. */
    public PolicySnapshot(List<Policy<T>> policies) {
        this.policies = List.copyOf(policies);
        int count = this.policies.size();
        actions = new PolicyAction[count];
        children = new @Nullable Object[count];
        List<TrafficSelectors> selectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Policy<T> policy = this.policies.get(i);
            actions[i] = policy.action();
            children[i] = policy.child();
            selectors.add(policy.selectors());
        }
        namesPorts = selectors.stream().anyMatch(TrafficSelectors::namesPorts);
        ipv4 = new FamilyPolicies(4, selectors);
        ipv6 = new FamilyPolicies(6, selectors);
    }

    /** The snapshot that matches nothing, so that everything is discarded. */
    public static <T> PolicySnapshot<T> empty() {
        return new PolicySnapshot<>(List.of());
    }

    /** Index of the first policy that matches an outbound packet, or {@link #NONE}. */
    public int lookup(Flow flow) {
        return lookup(flow, candidate(flow));
    }

    /** The first half of {@link #lookup(Flow)}: what its other half goes by. */
    public int candidate(Flow flow) {
        return of(flow).candidate(flow);
    }

    /** The second half of {@link #lookup(Flow)}. */
    public int lookup(Flow flow, int candidate) {
        return of(flow).lookup(flow, candidate);
    }

    /** Reads the first thing that {@link #candidate} needs. */
    public long touchBucket(Flow flow) {
        return of(flow).touchBucket(flow);
    }

    /** Reads the second thing that {@link #candidate} needs. */
    public long touchInterval(Flow flow) {
        return of(flow).touchInterval(flow);
    }

    /** Reads what {@link #lookup(Flow, int)} needs. */
    public long touchRecord(Flow flow, int candidate) {
        return of(flow).touchRecord(candidate);
    }

    private FamilyPolicies of(Flow flow) {
        return flow.family == 4 ? ipv4 : ipv6;
    }

    /** Whether a port decides anything in some policy: then a fragment without ports may miss the policy it belongs to. */
    public boolean namesPorts() {
        return namesPorts;
    }

    /** Number of policies. */
    public int count() {
        return actions.length;
    }

    /** Action of the policy at an index that {@link #lookup} returned. */
    public PolicyAction action(int index) {
        return actions[index];
    }

    /** Whether the policy at an index that {@link #lookup} returned has a child; does not look at the child. */
    public boolean hasChild(int index) {
        return children[index] != null;
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
