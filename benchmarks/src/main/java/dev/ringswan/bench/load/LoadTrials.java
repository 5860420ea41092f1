package dev.ringswan.bench.load;

import dev.ringswan.bench.load.MlrSearch.Goal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All trials at one load, and what they say about a goal (RFC 9971, load classification). Durations are summed by four kinds:
 *
 * <pre>
 *                 loss within the goal      above it
 *   full length   good                      bad
 *   shorter       makes up for short bad    bad, as far as nothing makes up for it
 * </pre>
 *
 * <p><em>Threading:</em> one thread.
 */
public final class LoadTrials {
    private record Trial(double seconds, double lossRatio) {}

    /** Durations that decide, in seconds. */
    private record Sums(double good, double bad, double whole) {}

    private final double load;
    private final List<Trial> trials = new ArrayList<>();

    LoadTrials(double load) {
        this.load = load;
    }

    /** Packets per second. */
    public double load() {
        return load;
    }

    /** Number of trials. */
    public int count() {
        return trials.size();
    }

    void add(double seconds, double lossRatio) {
        trials.add(new Trial(seconds, lossRatio));
    }

    private Sums sums(Goal goal) {
        double good = 0;
        double bad = 0;
        double shortGood = 0;
        double shortBad = 0;
        for (Trial trial : trials) {
            boolean full = trial.seconds >= goal.trialSeconds();
            boolean within = trial.lossRatio <= goal.lossRatio();
            good += full && within ? trial.seconds : 0;
            bad += full && !within ? trial.seconds : 0;
            shortGood += !full && within ? trial.seconds : 0;
            shortBad += !full && !within ? trial.seconds : 0;
        }
        double balance = shortGood * goal.exceedRatio() / (1 - goal.exceedRatio());
        double effectiveBad = bad + Math.max(0, shortBad - balance);
        return new Sums(good, effectiveBad, Math.max(good + effectiveBad, goal.sumSeconds()));
    }

    /** Whether too much is lost, however the missing trials went. */
    boolean isUpperBound(Goal goal) {
        Sums sums = sums(goal);
        return sums.bad > sums.whole * goal.exceedRatio();
    }

    /** Whether the goal is met, however the missing trials went. */
    boolean isLowerBound(Goal goal) {
        Sums sums = sums(goal);
        return sums.whole - sums.good <= sums.whole * goal.exceedRatio();
    }

    /** Packets per second that arrive by the worst of the full trials that have to hold; for a lower bound. */
    double throughput(Goal goal) {
        double remaining = sums(goal).whole * (1 - goal.exceedRatio());
        double loss = 1;
        for (Trial trial : trials.stream()
                .filter(candidate -> candidate.seconds >= goal.trialSeconds())
                .sorted(Comparator.comparingDouble(Trial::lossRatio))
                .toList()) {
            if (remaining <= 0) {
                break;
            }
            loss = trial.lossRatio;
            remaining -= trial.seconds;
        }
        return load * (1 - loss);
    }
}
