package dev.ringswan.bench.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.bench.load.MlrSearch.Goal;
import dev.ringswan.bench.load.MlrSearch.Measurer;
import dev.ringswan.bench.load.MlrSearch.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MlrSearchTest {
    private static final double MIN = 1_000;
    private static final double MAX = 10_000_000;
    private static final double CAPACITY = 1_234_567;
    private static final Goal NDR = Goal.ndr(1, 21, 0.005);
    private static final Goal PDR = Goal.pdr(1, 21, 0.005);

    /** Carries its capacity and loses the rest. */
    private static double cliff(double load) {
        return load <= CAPACITY ? 0 : 1 - CAPACITY / load;
    }

    private static List<Result> search(Measurer sut, Goal... goals) throws Exception {
        return new MlrSearch(MIN, MAX, List.of(goals), 10_000).search(sut);
    }

    @Test
    void findsACliff() throws Exception {
        Result ndr = search((load, _) -> cliff(load), NDR).getFirst();
        assertThat(ndr.regular()).isTrue();
        assertThat(ndr.lower()).isBetween(CAPACITY * 0.995, CAPACITY);
        assertThat(ndr.upper()).isBetween(CAPACITY, CAPACITY / 0.995);
        assertThat(ndr.throughput()).isEqualTo(ndr.lower());
    }

    @Test
    void findsSeveralGoalsAtOnce() throws Exception {
        List<Result> results = search((load, _) -> cliff(load), NDR, PDR);
        double partial = CAPACITY / (1 - 0.005);
        assertThat(results.get(0).lower()).isBetween(CAPACITY * 0.995, CAPACITY);
        assertThat(results.get(1).lower()).isBetween(partial * 0.995, partial);
        assertThat(results.get(1).throughput()).isLessThanOrEqualTo(CAPACITY * (1 + 1e-9));
    }

    /** Bisection that believes each trial would end at 70 % of the truth here. */
    @Test
    void survivesOneStrayLoss() throws Exception {
        int[] trials = {0};
        Result ndr =
                search((load, _) -> ++trials[0] == 3 ? 0.01 : cliff(load), NDR).getFirst();
        assertThat(ndr.lower()).isBetween(CAPACITY * 0.99, CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesNoise(int seed) throws Exception {
        Random random = new Random(seed);
        Result ndr = search((load, _) -> random.nextInt(8) == 0 ? Math.max(1e-4, cliff(load)) : cliff(load), NDR)
                .getFirst();
        assertThat(ndr.regular()).isTrue();
        assertThat(ndr.lower()).isBetween(CAPACITY * 0.95, CAPACITY);
    }

    /** Loss that grows smoothly from half of the capacity on: the bound must lie where the goal does. */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.005, 0.02})
    void neverReportsALoadWithMoreLossThanItsGoal(double lossRatio) throws Exception {
        Measurer sut = (load, _) -> Math.min(1, Math.max(0, (load - CAPACITY / 2) / CAPACITY / 4));
        Result result =
                search(sut, new Goal("partial", lossRatio, 0.5, 1, 21, 0.005)).getFirst();
        assertThat(sut.lossRatio(requireNonNull(result.lower()), 1)).isLessThanOrEqualTo(lossRatio);
        assertThat(sut.lossRatio(requireNonNull(result.upper()), 1)).isGreaterThan(lossRatio);
    }

    /** An overload disturbs the next trial too. */
    @Test
    void survivesHysteresis() throws Exception {
        double[] last = {0};
        Measurer sut = (load, _) -> {
            double loss = last[0] > CAPACITY * 1.01 ? Math.max(0.02, cliff(load)) : cliff(load);
            last[0] = load;
            return loss;
        };
        Result ndr = search(sut, NDR).getFirst();
        assertThat(ndr.lower()).isBetween(CAPACITY * 0.9, CAPACITY);
    }

    /** A load above the first one that fails may pass: it does not count. */
    @Test
    void ignoresLowerBoundsAboveAnUpperBound() throws Exception {
        Result ndr = search((load, _) -> (load > 400_000 && load < 600_000) || load > 900_000 ? 0.1 : 0, NDR)
                .getFirst();
        assertThat(ndr.lower()).isLessThan(ndr.upper());
        double lower = requireNonNull(ndr.lower());
        boolean below = lower <= 400_000;
        boolean between = lower >= 600_000 && lower <= 900_000;
        assertThat(below || between).as("%s", ndr).isTrue();
    }

    @Test
    void saysWhenEvenTheSmallestLoadFailsOrTheLargestPasses() throws Exception {
        Result fails = search((_, _) -> 0.3, NDR).getFirst();
        assertThat(fails.lower()).isNull();
        assertThat(fails.upper()).isEqualTo(MIN);
        assertThat(fails.regular()).isFalse();
        Result passes = search((_, _) -> 0, NDR).getFirst();
        assertThat(passes.lower()).isEqualTo(MAX);
        assertThat(passes.upper()).isNull();
        assertThat(passes.regular()).isFalse();
    }

    @Test
    void saysWhenTimeIsUp() throws Exception {
        Result ndr = new MlrSearch(MIN, MAX, List.of(NDR), 3)
                .search((load, _) -> cliff(load))
                .getFirst();
        assertThat(ndr.complete()).isFalse();
        assertThat(ndr.regular()).isFalse();
    }

    @Test
    void asksTheSameAgainForTheSameAnswers() throws Exception {
        List<List<Double>> loads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Double> asked = new ArrayList<>();
            search(
                    (load, _) -> {
                        asked.add(load);
                        return cliff(load);
                    },
                    NDR,
                    PDR);
            loads.add(asked);
        }
        assertThat(loads.get(0)).isEqualTo(loads.get(1)).hasSizeLessThan(150);
    }

    /** RFC 2544 has no second try: one loss at a load, and it fails. */
    @Test
    void strictGoalsTakeOneTrial() throws Exception {
        LoadTrials at = new LoadTrials(1);
        Goal strict = Goal.rfc2544(60, 0.005);
        at.add(60, 0);
        assertThat(at.isLowerBound(strict)).isTrue();
        at.add(60, 1e-6);
        assertThat(at.isLowerBound(strict)).isFalse();
        assertThat(at.isUpperBound(strict)).isTrue();
    }

    /** Sums by hand: 21 s are needed, more than half of them good. */
    @Test
    void classifiesByDuration() {
        LoadTrials at = new LoadTrials(1_000);
        for (int i = 0; i < 10; i++) {
            at.add(1, 0);
        }
        assertThat(at.isLowerBound(NDR)).isFalse();
        assertThat(at.isUpperBound(NDR)).isFalse();
        at.add(1, 0);
        assertThat(at.isLowerBound(NDR)).isTrue();
        for (int i = 0; i < 12; i++) {
            at.add(1, 0.5);
        }
        assertThat(at.isLowerBound(NDR)).isFalse();
        assertThat(at.isUpperBound(NDR)).isTrue();
        assertThat(at.throughput(NDR)).isEqualTo(500);
    }

    @Test
    void balancesShortTrials() {
        LoadTrials at = new LoadTrials(1);
        at.add(0.5, 0.1);
        at.add(0.5, 0);
        Goal single = new Goal("single", 0, 0.5, 1, 1, 0.01);
        assertThat(at.isUpperBound(single)).isFalse();
        at.add(0.6, 0.1);
        assertThat(at.isUpperBound(single)).isTrue();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new Goal("g", 1, 0.5, 1, 1, 0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Goal("g", 0, 0.5, 2, 1, 0.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MlrSearch(5, 5, List.of(NDR), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> search((_, _) -> Double.NaN, NDR)).isInstanceOf(IllegalStateException.class);
    }
}
