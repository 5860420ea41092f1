package dev.ringswan.dataplane.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The policies of a snapshot as packets of one address family see them, in flat arrays.
 *
 * <pre>
 *   flow.target -> TargetIndex -> record, or records in order -> first whose ranges contain source and target
 *                       |
 *                       +-------> wide policies in order, only those before what was found
 *
 *   records  | policy 32, local 16, remote 16 | local … | remote … |        longs; local and remote: see Ranges
 *              index      how many longs each
 * </pre>
 *
 * A policy is named by the place of its record; records stand in the order of the policies. <em>Threading:</em> immutable.
 */
final class FamilyPolicies {
    private static final int LENGTH_MASK = 0xFFFF;

    private final int count;
    private final long[] records;
    private final TargetIndex index;
    /** Longs of a record with one selector on each side, less one. */
    private final int recordLength;

    /** Compiles what of each policy concerns the family; indices are those of the list. */
    FamilyPolicies(int family, List<TrafficSelectors> policies) {
        count = policies.size();
        recordLength = 2 * Ranges.stride(family);
        int[] places = new int[count];
        List<List<TrafficSelector>> locals = new ArrayList<>(count);
        List<List<TrafficSelector>> remotes = new ArrayList<>(count);
        int length = 0;
        for (int i = 0; i < count; i++) {
            List<TrafficSelector> local = policies.get(i).local(family);
            List<TrafficSelector> remote = policies.get(i).remote(family);
            boolean concerned = !local.isEmpty() && !remote.isEmpty();
            locals.add(concerned ? local : List.of());
            remotes.add(concerned ? remote : List.of());
            places[i] = length;
            length += 1 + (locals.getLast().size() + remotes.getLast().size()) * Ranges.stride(family);
        }
        records = new long[length];
        for (int i = 0; i < count; i++) {
            int localLength = locals.get(i).size() * Ranges.stride(family);
            int remoteLength = remotes.get(i).size() * Ranges.stride(family);
            records[places[i]] = (long) i << 32 | (long) localLength << 16 | remoteLength;
            Ranges.compile(locals.get(i), records, places[i] + 1);
            Ranges.compile(remotes.get(i), records, places[i] + 1 + localLength);
        }
        index = TargetIndex.of(family, remotes, places);
    }

    /** What {@link #lookup} is to be asked about this packet: the place of a record, or what else {@link TargetIndex} says. */
    int candidate(Flow flow) {
        return index.candidate(flow.targetHigh, flow.targetLow);
    }

    /** Index of the first policy that matches a packet of the family, or {@link PolicySnapshot#NONE}. */
    int lookup(Flow flow, int candidate) {
        int found = count;
        if (candidate >= 0) {
            found = matches(candidate, flow) ? policy(candidate) : count;
        } else if (candidate != TargetIndex.NONE) {
            int list = TargetIndex.list(candidate);
            found = firstMatch(index.lists, list + 1, list + 1 + index.lists[list], count, flow);
        }
        found = firstMatch(index.wide, 0, index.wide.length, found, flow);
        return found < count ? found : PolicySnapshot.NONE;
    }

    /** Reads what {@link #candidate} needs for many packets: see {@link IntervalMap#touch}. */
    long touchIndex(Flow[] flows, int count, int[] places) {
        return index.touch(flows, count, places);
    }

    /** Reads the records that {@link #lookup} needs, as long as they have one selector on each side. */
    long touchRecords(int[] places, int count) {
        if (records.length <= recordLength) {
            return 0;
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += records[places[i]] + records[places[i] + recordLength];
        }
        return sum;
    }

    /** The first policy of an ascending list that matches and comes before {@code limit}; else {@code limit}. */
    private int firstMatch(int[] candidates, int from, int to, int limit, Flow flow) {
        for (int i = from; i < to; i++) {
            int policy = policy(candidates[i]);
            if (policy >= limit) {
                return limit;
            }
            if (matches(candidates[i], flow)) {
                return policy;
            }
        }
        return limit;
    }

    private int policy(int place) {
        return (int) (records[place] >>> 32);
    }

    private boolean matches(int place, Flow flow) {
        long lengths = records[place];
        int local = place + 1;
        int remote = local + ((int) (lengths >>> 16) & LENGTH_MASK);
        return Ranges.containSource(records, local, remote, flow)
                && Ranges.containTarget(records, remote, remote + ((int) lengths & LENGTH_MASK), flow);
    }
}
