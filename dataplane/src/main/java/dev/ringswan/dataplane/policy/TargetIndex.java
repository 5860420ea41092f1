package dev.ringswan.dataplane.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the policies whose remote ranges may contain a target address.
 *
 * <pre>
 *   policy 2            |-----------------|
 *   policy 1      |-----------|
 *   policy 0                                  |---|
 *   intervals     |  a  |  b  |     c     | d | e | f
 *   candidates      1    1 2      2         -   0   -
 *   value           1    list     2         -   0   -          what {@link #candidate} says: mostly there is one, or none
 * </pre>
 *
 * Range ends cut the address space into elementary intervals, inside which the same policies are candidates. A policy
 * over more than {@link #SPAN_MAX} intervals is a candidate everywhere instead ({@link #wide}), so memory stays within
 * SPAN_MAX ints per policy. When there are few policies, all are wide: looking at each is quicker than searching.
 * Policies are named by what the caller numbers them with, which must ascend. <em>Threading:</em> immutable.
 */
final class TargetIndex {
    /** What {@link #candidate} says where there is none. */
    static final int NONE = IntervalMap.NONE;
    /** The most intervals that a policy is listed in. */
    static final int SPAN_MAX = 64;
    /** The most policies that are looked at one by one. */
    static final int FEW = 4;

    /** Lists of several candidates, each ascending and with its length in front. */
    final int[] lists;
    /** Policies that must always be looked at, ascending. */
    final int[] wide;

    private final IntervalMap map;

    private TargetIndex(IntervalMap map, int[] lists, int[] wide) {
        this.map = map;
        this.lists = lists;
        this.wide = wide;
    }

    /**
     * Builds the index over the remote selectors of each policy, all of the family; an empty list never matches.
     *
     * @param numbers what to call each policy
     */
    static TargetIndex of(int family, List<List<TrafficSelector>> policies, int[] numbers) {
        boolean[] isWide = wide(family, policies);
        Boundaries boundaries = Boundaries.of(family, policies, isWide);
        int[] counts = new int[boundaries.count()];
        visit(policies, isWide, boundaries, (interval, policy) -> counts[interval]++);
        int[] values = new int[counts.length];
        int length = 0;
        for (int interval = 0; interval < counts.length; interval++) {
            values[interval] = counts[interval] > 1 ? listValue(length) : NONE;
            length += counts[interval] > 1 ? 1 + counts[interval] : 0;
        }
        int[] lists = new int[length];
        visit(policies, isWide, boundaries, (interval, policy) -> {
            if (counts[interval] == 1) {
                values[interval] = numbers[policy];
            } else {
                int list = list(values[interval]);
                lists[list + ++lists[list]] = numbers[policy];
            }
        });
        int[] wide = indices(isWide);
        Arrays.setAll(wide, i -> numbers[wide[i]]);
        return new TargetIndex(new IntervalMap(family, boundaries, values), lists, wide);
    }

    private static boolean[] wide(int family, List<List<TrafficSelector>> policies) {
        boolean[] isWide = new boolean[policies.size()];
        long concerned =
                policies.stream().filter(selectors -> !selectors.isEmpty()).count();
        Boundaries all = Boundaries.of(family, policies, isWide);
        for (int policy = 0; policy < isWide.length; policy++) {
            int span = 0;
            for (TrafficSelector selector : policies.get(policy)) {
                span += all.limit(selector) - all.first(selector);
            }
            isWide[policy] = span > SPAN_MAX || (span > 0 && concerned <= FEW);
        }
        return isWide;
    }

    private static int[] indices(boolean[] marked) {
        int[] indices = new int[marked.length];
        int count = 0;
        for (int i = 0; i < marked.length; i++) {
            if (marked[i]) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    private interface Visitor {
        void visit(int interval, int policy);
    }

    /** Visits each (interval, policy) pair once, policies in order, without the wide ones. */
    private static void visit(
            List<List<TrafficSelector>> policies, boolean[] isWide, Boundaries boundaries, Visitor visitor) {
        int[] visited = new int[boundaries.count()];
        Arrays.fill(visited, -1);
        for (int policy = 0; policy < isWide.length; policy++) {
            if (isWide[policy]) {
                continue;
            }
            for (TrafficSelector selector : policies.get(policy)) {
                int limit = boundaries.limit(selector);
                for (int interval = boundaries.first(selector); interval < limit; interval++) {
                    if (visited[interval] != policy) {
                        visited[interval] = policy;
                        visitor.visit(interval, policy);
                    }
                }
            }
        }
    }

    /** The one policy but wide ones that can match the address, or {@link #NONE}, or below that a {@link #list} of several. */
    int candidate(long high, long low) {
        return map.value(high, low);
    }

    /** Where in {@link #lists} the list starts that {@link #candidate} answered with. */
    static int list(int candidate) {
        return NONE - 1 - candidate;
    }

    private static int listValue(int list) {
        return NONE - 1 - list;
    }

    /** Reads what {@link #candidate} needs for many packets: see {@link IntervalMap#touch}. */
    long touch(Flow[] flows, int count, int[] places) {
        return map.touch(flows, count, places);
    }
}
