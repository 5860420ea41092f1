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
 * </pre>
 *
 * Range ends cut the address space into elementary intervals, inside which the same policies are candidates. A policy
 * over more than {@link #SPAN_MAX} intervals is a candidate everywhere instead ({@link #wide}), so memory stays within
 * SPAN_MAX ints per policy. When there are few policies, all are wide: looking at each is quicker than searching.
 * <em>Threading:</em> immutable.
 */
final class TargetIndex {
    /** The most intervals that a policy is listed in. */
    static final int SPAN_MAX = 64;
    /** The most policies that are looked at one by one. */
    static final int FEW = 4;

    /** Candidates of all intervals, one list after the other, each ascending. */
    final int[] candidates;
    /** Policies that must always be looked at, ascending. */
    final int[] wide;

    private final Boundaries boundaries;
    private final int[] candidatesFrom;

    private TargetIndex(Boundaries boundaries, int[] candidatesFrom, int[] candidates, int[] wide) {
        this.boundaries = boundaries;
        this.candidatesFrom = candidatesFrom;
        this.candidates = candidates;
        this.wide = wide;
    }

    /** Builds the index over the remote selectors of each policy, all of the family; an empty list never matches. */
    static TargetIndex of(int family, List<List<TrafficSelector>> policies) {
        boolean[] isWide = wide(family, policies);
        Boundaries boundaries = Boundaries.of(family, policies, isWide);
        int[] from = new int[boundaries.count() + 1];
        visit(policies, isWide, boundaries, (interval, policy) -> from[interval + 1]++);
        Arrays.parallelPrefix(from, Integer::sum);
        int[] candidates = new int[from[boundaries.count()]];
        int[] next = from.clone();
        visit(policies, isWide, boundaries, (interval, policy) -> candidates[next[interval]++] = policy);
        return new TargetIndex(boundaries, from, candidates, indices(isWide));
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

    /** Index of the interval that contains the address, or −1 when no policy but wide ones can match. */
    int interval(long high, long low) {
        return boundaries.floor(high, low);
    }

    /** Reads where {@link #interval} starts to look. */
    int touch(long high, long low) {
        return boundaries.touch(high, low);
    }

    /** Where the candidates of an interval start; those of its successor start where they end. */
    int from(int interval) {
        return candidatesFrom[interval];
    }
}
