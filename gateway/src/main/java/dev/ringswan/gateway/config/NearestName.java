package dev.ringswan.gateway.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a mistyped one was meant to be, by edit distance. */
final class NearestName {
    /** Nobody mistypes a longer name, and the distance costs its square. */
    private static final int LENGTH_MAX = 64;

    private NearestName() {}

    /** The nearest of the known names, or null when none is near: more than a third of its letters would have to change. */
    static @Nullable String of(String name, Collection<String> known) {
        String nearest = null;
        int nearestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < nearestDistance && distance <= Math.max(1, candidate.length() / 3)) {
                nearest = candidate;
                nearestDistance = distance;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance with swapped neighbours as one change, row by row. */
    private static int distance(String a, String b) {
        if (a.length() > LENGTH_MAX) {
            return Integer.MAX_VALUE;
        }
        int[] twoAbove = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], 1 + twoAbove[j - 2]);
                }
            }
            twoAbove = above;
            above = row;
        }
        return above[b.length()];
    }
}
