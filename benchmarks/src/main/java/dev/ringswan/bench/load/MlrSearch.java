package dev.ringswan.bench.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Multiple loss ratio search (RFC 9971): finds for each goal the highest load whose loss stays within the goal, although single
 * trials may lose packets for reasons of their own.
 *
 * <pre>
 *   phase 1   trials of an eighth of the length, coarse     ┐ each phase starts at the bounds of the one before,
 *   phase 2   trials of a quarter, less coarse              │ measures them again, moves outwards while one of them
 *   …                                                       │ does not hold, and then halves the interval
 *   last      trials of full length, the goal's own width   ┘
 * </pre>
 *
 * A load is an upper bound for a goal when even the trials that are still missing could not save it, and a lower bound when even
 * they could not spoil it ({@link LoadTrials}). Lower bounds above an upper bound do not count.
 *
 * <p>Deterministic: what it asks for depends on the trials alone. <em>Threading:</em> one thread.
 */
public final class MlrSearch {
    private static final int PHASES = 4;
    private static final int TRIALS_MAX = 2_000;

    /**
     * What is searched for.
     *
     * @param name such as ndr
     * @param lossRatio the most packets that a good trial loses, as a share
     * @param exceedRatio the share of trials, by duration, that may lose more
     * @param trialSeconds length of a full trial
     * @param sumSeconds length of all full trials that decide on a load
     * @param width of the interval in the end, relative to its upper bound
     */
    public record Goal(
            String name, double lossRatio, double exceedRatio, double trialSeconds, double sumSeconds, double width) {
        /** Checks the ranges. */
        public Goal {
            if (!(lossRatio >= 0 && lossRatio < 1 && exceedRatio >= 0 && exceedRatio < 1)) {
                throw new IllegalArgumentException("goal " + name + ": loss and exceed ratios lie from 0 to below 1");
            }
            if (!(trialSeconds > 0 && sumSeconds >= trialSeconds && width > 0 && width < 1)) {
                throw new IllegalArgumentException("goal " + name
                        + ": trials take more than 0 s and no more than their sum, widths lie between 0 and 1");
            }
        }

        /** No loss: as CSIT sets it, with trials of another length. */
        public static Goal ndr(double trialSeconds, double sumSeconds, double width) {
            return new Goal("ndr", 0, 0.5, trialSeconds, sumSeconds, width);
        }

        /** Half a percent of loss. */
        public static Goal pdr(double trialSeconds, double sumSeconds, double width) {
            return new Goal("pdr", 0.005, 0.5, trialSeconds, sumSeconds, width);
        }

        /** One trial without loss, as RFC 2544 §26.1 has it. */
        public static Goal rfc2544(double trialSeconds, double width) {
            return new Goal("rfc2544", 0, 0, trialSeconds, trialSeconds, width);
        }

        /** What an earlier phase asks for: one short trial. */
        private Goal inPhase(int phase) {
            int factor = 1 << (PHASES - 1 - phase);
            return factor == 1
                    ? this
                    : new Goal(
                            name,
                            lossRatio,
                            exceedRatio,
                            trialSeconds / factor,
                            trialSeconds / factor,
                            Math.min(0.5, width * factor));
        }
    }

    /** What is measured. */
    public interface Measurer {
        /**
         * Offers a load.
         *
         * @param load packets per second
         * @return the share of packets that were due and did not arrive, from 0 to 1
         */
        double lossRatio(double load, double seconds) throws Exception;
    }

    /**
     * What was found for a goal.
     *
     * @param lower the highest load that holds; null when even the smallest does not
     * @param upper the lowest load that does not hold; null when even the largest does
     * @param throughput packets per second that arrive at {@code lower}, by its worst trial that counts (conditional throughput)
     * @param complete false when time or trials were used up before the interval was narrow enough
     */
    public record Result(
            Goal goal, @Nullable Double lower, @Nullable Double upper, double throughput, boolean complete) {
        /** Whether both bounds were found, close enough to each other. */
        public boolean regular() {
            return complete && lower != null && upper != null;
        }
    }

    private final double loadMin;
    private final double loadMax;
    private final List<Goal> goals;
    private final double secondsMax;
    private final TreeMap<Double, LoadTrials> trials = new TreeMap<>();
    private double secondsUsed;
    private int trialCount;

    /**
     * Prepares a search.
     *
     * @param loadMin packets per second that are offered at least
     * @param loadMax packets per second that the generator can offer
     * @param goals the strictest first
     * @param secondsMax sum of the lengths of all trials
     */
    public MlrSearch(double loadMin, double loadMax, List<Goal> goals, double secondsMax) {
        if (!(loadMin > 0 && loadMax > loadMin)) {
            throw new IllegalArgumentException("loads from " + loadMin + " to " + loadMax + " are not a range above 0");
        }
        this.loadMin = loadMin;
        this.loadMax = loadMax;
        this.goals = List.copyOf(goals);
        this.secondsMax = secondsMax;
    }

    /** Searches for all goals; trials of one serve the others too. */
    public List<Result> search(Measurer measurer) throws Exception {
        Map<Goal, Boolean> complete = new LinkedHashMap<>();
        for (int phase = 0; phase < PHASES; phase++) {
            for (Goal goal : goals) {
                Goal now = goal.inPhase(phase);
                if (trials.isEmpty()) {
                    start(now, measurer);
                }
                complete.put(goal, narrow(now, phase == 0 ? now : goal.inPhase(phase - 1), measurer));
            }
        }
        List<Result> results = new ArrayList<>();
        for (Goal goal : goals) {
            Double lower = lowerBound(goal);
            double throughput = lower == null ? 0 : trialsAt(lower).throughput(goal);
            results.add(new Result(goal, lower, upperBound(goal), throughput, Boolean.TRUE.equals(complete.get(goal))));
        }
        return results;
    }

    /** Everything that was measured, by load. */
    public List<LoadTrials> trials() {
        return List.copyOf(trials.values());
    }

    /** Offers the maximum first: what gets through then is the first guess. */
    private void start(Goal goal, Measurer measurer) throws Exception {
        double loss = measure(loadMax, goal, measurer);
        if (loss > goal.lossRatio()) {
            measure(clamp(loadMax * (1 - loss)), goal, measurer);
        }
    }

    private boolean narrow(Goal goal, Goal before, Measurer measurer) throws Exception {
        Double low = lowerBound(before);
        Double high = upperBound(before);
        if (low != null) {
            decide(low, goal, measurer);
        }
        if (high != null) {
            decide(high, goal, measurer);
        }
        int steps = 0;
        while (secondsUsed < secondsMax && trialCount < TRIALS_MAX) {
            low = lowerBound(goal);
            high = upperBound(goal);
            if (low == null) {
                if (high != null && high <= loadMin) {
                    return true;
                }
                decide(high == null ? loadMax : clamp(high * (1 - step(goal, steps++))), goal, measurer);
            } else if (high == null) {
                if (low >= loadMax) {
                    return true;
                }
                decide(clamp(low / (1 - step(goal, steps++))), goal, measurer);
            } else if ((high - low) / high <= goal.width()) {
                return true;
            } else {
                decide(Math.max(Math.sqrt(low * high), Math.nextUp((double) low)), goal, measurer);
            }
        }
        return false;
    }

    /** How far to go outwards: twice as far each time. */
    private static double step(Goal goal, int steps) {
        return Math.min(0.5, goal.width() * (1L << Math.min(steps, 30)));
    }

    private double clamp(double load) {
        return Math.min(loadMax, Math.max(loadMin, load));
    }

    /** Measures a load until it is a bound for the goal. */
    private void decide(double load, Goal goal, Measurer measurer) throws Exception {
        LoadTrials at = trialsAt(load);
        while (!at.isLowerBound(goal)
                && !at.isUpperBound(goal)
                && secondsUsed < secondsMax
                && trialCount < TRIALS_MAX) {
            measure(load, goal, measurer);
        }
    }

    private double measure(double load, Goal goal, Measurer measurer) throws Exception {
        double loss = measurer.lossRatio(load, goal.trialSeconds());
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalStateException("a trial at " + load + " packets per second lost a share of " + loss);
        }
        secondsUsed += goal.trialSeconds();
        trialCount++;
        trialsAt(load).add(goal.trialSeconds(), loss);
        return loss;
    }

    private LoadTrials trialsAt(double load) {
        return trials.computeIfAbsent(load, LoadTrials::new);
    }

    /** The lowest load that does not hold. */
    private @Nullable Double upperBound(Goal goal) {
        return trials.values().stream()
                .filter(at -> at.isUpperBound(goal))
                .map(LoadTrials::load)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The highest load that holds below all that do not. */
    private @Nullable Double lowerBound(Goal goal) {
        Double upper = upperBound(goal);
        return trials.values().stream()
                .filter(at -> (upper == null || at.load() < upper) && at.isLowerBound(goal))
                .map(LoadTrials::load)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
