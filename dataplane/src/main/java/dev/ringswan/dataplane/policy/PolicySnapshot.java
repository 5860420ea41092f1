package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of policies, compiled for lookup: the first that matches decides (RFC 4301 §4.4.1). Nothing changes
 * after construction.
 *
 * <p>A lookup reads flat arrays only, whatever the number of policies: a bucket, an interval, a record. With many policies
 * each is a cache miss, and each says where the next one is. So there is a lookup for many packets, which goes through all of
 * them once per read.
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
    private final boolean readsPorts;
    private final @Nullable Object[] children;
    private final FamilyPolicies ipv4;
    private final FamilyPolicies ipv6;

    /** Compiles policies; the first of the list is looked at first. */
    public PolicySnapshot(List<Policy<T>> policies) {
        this(policies, false);
    }

    /** As before; {@code hashesFlows} when a child has a use for the ports of flows although no selector does. */
    public PolicySnapshot(List<Policy<T>> policies, boolean hashesFlows) {
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
        readsPorts = namesPorts || hashesFlows;
        ipv4 = new FamilyPolicies(4, selectors);
        ipv6 = new FamilyPolicies(6, selectors);
    }

    /** The snapshot that matches nothing, so that everything is discarded. */
    public static <T> PolicySnapshot<T> empty() {
        return new PolicySnapshot<>(List.of());
    }

    /** Index of the first policy that matches an outbound packet, or {@link #NONE}. */
    public int lookup(Flow flow) {
        FamilyPolicies policies = of(flow);
        return policies.lookup(flow, policies.candidate(flow));
    }

    /**
     * Looks many packets up at once, level by level.
     *
     * @param found gets for each of the first {@code count} flows what {@link #lookup(Flow)} would return
     * @param places room for as many numbers
     * @return a meaningless value, so that reads cannot be optimised away
     */
    public long lookup(Flow[] flows, int count, int[] found, int[] places) {
        if (children.length == 0) {
            Arrays.fill(found, 0, count, NONE);
            return 0;
        }
        long sum = ipv4.touchIndex(flows, count, places);
        for (int i = 0; i < count; i++) {
            found[i] = of(flows[i]).candidate(flows[i]);
            places[i] = flows[i].family == 4 ? Math.max(0, found[i]) : 0;
        }
        sum += ipv4.touchRecords(places, count);
        for (int i = 0; i < count; i++) {
            found[i] = of(flows[i]).lookup(flows[i], found[i]);
            places[i] = Math.max(0, found[i]);
        }
        for (int i = 0; i < count; i++) {
            sum += children[places[i]] == null ? 0 : 1;
        }
        return sum;
    }

    private FamilyPolicies of(Flow flow) {
        return flow.family == 4 ? ipv4 : ipv6;
    }

    /** Whether a port decides anything in some policy: then a fragment without ports may miss the policy it belongs to. */
    public boolean namesPorts() {
        return namesPorts;
    }

    /** Whether flows must be parsed with their ports. */
    public boolean readsPorts() {
        return readsPorts;
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
