package dev.ringswan.dataplane.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the policies of one address family whose remote range may contain a target address.
 *
 * <pre>
 *   policy 2            |-----------------|
 *   policy 1      |-----------|
 *   policy 0                                  |---|
 *   intervals     |  a  |  b  |     c     | d | e | f
 *   candidates      1    1 2      2         -   0   -
 *
 *   buckets       |         |         |         |         |       equal pieces, about two per interval
 * </pre>
 *
 * Range ends cut the address space into elementary intervals, inside which the same policies are candidates. The interval
 * of an address is among those that begin in the address's bucket, or the last before it: one table read, then a short
 * binary search. A policy over more than {@link #SPAN_MAX} intervals is a candidate everywhere instead
 * ({@link #wide}), so memory stays within SPAN_MAX ints per policy. <em>Threading:</em> immutable.
 */
final class TargetIndex {
    /** The most intervals that a policy is listed in. */
    static final int SPAN_MAX = 64;

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

    /** Builds the index over the remote selectors of the family; indices are those of the list. */
    static TargetIndex of(int family, List<TrafficSelectors> policies) {
        boolean[] isWide = new boolean[policies.size()];
        Boundaries all = Boundaries.of(family, policies, isWide);
        int wideCount = 0;
        for (int policy = 0; policy < isWide.length; policy++) {
            int span = 0;
            for (TrafficSelector selector : policies.get(policy).remote()) {
                if (selector.family() == family) {
                    span += all.limit(selector) - all.first(selector);
                }
            }
            isWide[policy] = span > SPAN_MAX;
            wideCount += isWide[policy] ? 1 : 0;
        }
        int[] wide = new int[wideCount];
        for (int policy = isWide.length - 1; policy >= 0; policy--) {
            if (isWide[policy]) {
                wide[--wideCount] = policy;
            }
        }
        Boundaries narrow = wide.length == 0 ? all : Boundaries.of(family, policies, isWide);
        int[] counts = new int[narrow.count() + 1];
        visit(family, policies, isWide, narrow, (interval, policy) -> counts[interval + 1]++);
        Arrays.parallelPrefix(counts, Integer::sum);
        int[] candidates = new int[counts[narrow.count()]];
        int[] next = counts.clone();
        visit(family, policies, isWide, narrow, (interval, policy) -> candidates[next[interval]++] = policy);
        return new TargetIndex(narrow, counts, candidates, wide);
    }

    private interface Visitor {
        void visit(int interval, int policy);
    }

    /** Visits each (interval, policy) pair once, policies in order. */
    private static void visit(
            int family, List<TrafficSelectors> policies, boolean[] isWide, Boundaries boundaries, Visitor visitor) {
        int[] visited = new int[boundaries.count()];
        Arrays.fill(visited, -1);
        for (int policy = 0; policy < isWide.length; policy++) {
            for (TrafficSelector selector : policies.get(policy).remote()) {
                if (selector.family() != family || isWide[policy]) {
                    continue;
                }
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

    /** Where the candidates of an interval start; those of its successor start where they end. */
    int from(int interval) {
        return candidatesFrom[interval];
    }
}
