package dev.ringswan.perf;

import java.util.Arrays;

/**
 * Where the centre of paired differences lies: the Hodges–Lehmann estimate and the exact interval that belongs to
 * Wilcoxon's signed-rank test.
 *
 * <p>The Walsh averages of n differences are the means of all n(n+1)/2 pairs, each difference paired with itself too.
 * Their median is the estimate. How many of them lie above the true centre is distributed as the signed-rank sum W,
 * whatever the differences look like, as long as they are symmetric: random order inside pairs makes them so. Nothing is
 * drawn at random, so the same samples give the same interval.
 *
 * @param estimate the median of the Walsh averages
 * @param lower the bound that the centre lies above with confidence 1 − α; minus infinity when there are too few samples
 * @param upper the bound that it lies below with confidence 1 − α; plus infinity when there are too few samples
 */
record SignedRank(double estimate, double lower, double upper) {
    /**
     * Estimates the centre of differences.
     *
     * @param alpha the error allowed at each side on its own
     */
    static SignedRank of(double[] differences, double alpha) {
        double[] averages = walshAverages(differences);
        int k = criticalValue(differences.length, alpha) + 1;
        return new SignedRank(
                Sample.median(averages),
                k >= 1 ? averages[k - 1] : Double.NEGATIVE_INFINITY,
                k >= 1 ? averages[averages.length - k] : Double.POSITIVE_INFINITY);
    }

    /** The largest w with P(W ≤ w) ≤ alpha for n differences; −1 when even w = 0 is too likely. */
    static int criticalValue(int n, double alpha) {
        double[] probabilities = distribution(n);
        double sum = 0;
        for (int w = 0; w < probabilities.length; w++) {
            sum += probabilities[w];
            if (sum > alpha) {
                return w - 1;
            }
        }
        throw new IllegalArgumentException("alpha must be below 1, not " + alpha);
    }

    /**
     * P(W = w) for w from 0 to n(n+1)/2, when nothing changed. Each rank k from 1 to n is in the sum or not, with equal
     * chances: so many subsets of the ranks have that sum.
     */
    static double[] distribution(int n) {
        double[] probabilities = new double[n * (n + 1) / 2 + 1];
        probabilities[0] = 1;
        int top = 0;
        for (int rank = 1; rank <= n; rank++) {
            top += rank;
            for (int w = top; w >= rank; w--) {
                probabilities[w] = (probabilities[w] + probabilities[w - rank]) / 2;
            }
            for (int w = rank - 1; w >= 0; w--) {
                probabilities[w] /= 2;
            }
        }
        return probabilities;
    }

    private static double[] walshAverages(double[] differences) {
        if (differences.length == 0) {
            throw new IllegalArgumentException("no differences");
        }
        double[] averages = new double[differences.length * (differences.length + 1) / 2];
        int next = 0;
        for (int i = 0; i < differences.length; i++) {
            for (int j = i; j < differences.length; j++) {
                averages[next++] = (differences[i] + differences[j]) / 2;
            }
        }
        Arrays.sort(averages);
        return averages;
    }
}
