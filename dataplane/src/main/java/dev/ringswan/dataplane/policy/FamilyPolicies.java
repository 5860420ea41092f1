package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The policies of a snapshot as packets of one address family see them, in flat arrays.
 *
 * <pre>
 *   flow.target -> TargetIndex -> candidates in order -> first whose ranges contain source and target
 *                       |
 *                       +-------> wide policies in order, only those before what was found
 *
 *   ranges   | local … | remote … | local … | remote … |      longs: see Ranges
 *              ^          ^         ^
 *   offsets  0:         1:        2:                          two per policy, and the end
 * </pre>
 *
 * <em>Threading:</em> immutable.
 */
final class FamilyPolicies {
    private final int count;
    private final long[] ranges;
    private final int[] offsets;
    private final TargetIndex index;

    /** Compiles what of each policy concerns the family; indices are those of the list. */
    FamilyPolicies(int family, List<TrafficSelectors> policies) {
        count = policies.size();
        offsets = new int[2 * count + 1];
        List<List<TrafficSelector>> locals = new ArrayList<>(count);
        List<List<TrafficSelector>> remotes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<TrafficSelector> local = policies.get(i).local(family);
            List<TrafficSelector> remote = policies.get(i).remote(family);
            boolean concerned = !local.isEmpty() && !remote.isEmpty();
            locals.add(concerned ? local : List.of());
            remotes.add(concerned ? remote : List.of());
            offsets[2 * i + 1] = offsets[2 * i] + locals.getLast().size() * Ranges.stride(family);
            offsets[2 * i + 2] = offsets[2 * i + 1] + remotes.getLast().size() * Ranges.stride(family);
        }
        ranges = new long[offsets[2 * count]];
        for (int i = 0; i < count; i++) {
            Ranges.compile(locals.get(i), ranges, offsets[2 * i]);
            Ranges.compile(remotes.get(i), ranges, offsets[2 * i + 1]);
        }
        index = TargetIndex.of(family, remotes);
    }

    /** Index of the first policy that matches a packet of the family, or {@link PolicySnapshot#NONE}. */
    int lookup(Flow flow) {
        int found = count;
        int interval = index.interval(flow.targetHigh, flow.targetLow);
        if (interval >= 0) {
            found = firstMatch(index.candidates, index.from(interval), index.from(interval + 1), found, flow);
        }
        found = firstMatch(index.wide, 0, index.wide.length, found, flow);
        return found < count ? found : PolicySnapshot.NONE;
    }

    /** See {@link PolicySnapshot#touch}. */
    long touch(Flow flow, int depth) {
        if (depth == 0) {
            return index.touch(flow.targetHigh, flow.targetLow);
        }
        int interval = index.interval(flow.targetHigh, flow.targetLow);
        int from = interval < 0 ? 0 : index.from(interval);
        if (depth == 1 || from >= index.candidates.length) {
            return from;
        }
        int policy = index.candidates[from];
        if (depth == 2) {
            return policy;
        }
        int at = offsets[2 * policy];
        return depth == 3 || at >= ranges.length ? at : ranges[at];
    }

    /** The first policy of an ascending list that matches and comes before {@code limit}; else {@code limit}. */
    private int firstMatch(int[] candidates, int from, int to, int limit, Flow flow) {
        for (int i = from; i < to; i++) {
            int policy = candidates[i];
            if (policy >= limit) {
                return limit;
            }
            int remote = offsets[2 * policy + 1];
            if (Ranges.containSource(ranges, offsets[2 * policy], remote, flow)
                    && Ranges.containTarget(ranges, remote, offsets[2 * policy + 2], flow)) {
                return policy;
            }
        }
        return limit;
    }
}
