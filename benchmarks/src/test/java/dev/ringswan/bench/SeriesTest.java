package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringswan.bench.Series.Way;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SeriesTest {
    private static Series series(Way way, double... pipeline) {
        return new Series(
                "floor",
                "ipsec-mb",
                1400,
                way,
                1,
                Map.of(
                        Series.ENGINE, samples(100, 101, 102),
                        Series.PIPELINE, samples(pipeline),
                        Series.TWIN, samples(90, 91, 120),
                        Series.ENGINE_CALL, samples(95, 96, 97)),
                Map.of(Series.ALLOCATED, 0.0, Series.DROPS, 0.0),
                Map.of("cpu", "one", "engine", "ipsec-mb 1.3"));
    }

    private static Samples samples(double... values) {
        return Samples.of(java.util.Arrays.stream(values).boxed().toList());
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        Series series = series(Way.INBOUND, 130.25, 151, 132);
        Series back = Series.ofJson(series.toJson());
        assertThat(back.way()).isEqualTo(Way.INBOUND);
        assertThat(back.size()).isEqualTo(1400);
        assertThat(back.leg(Series.PIPELINE).values()).containsExactly(130.25, 151, 132);
        assertThat(back.exact()).isEqualTo(series.exact());
        assertThat(back.environment()).isEqualTo(series.environment());
    }

    @Test
    void pairsRounds() {
        Series series = series(Way.OUTBOUND, 130, 151, 133);
        assertThat(series.overhead()).isEqualTo(31);
        assertThat(series.leg(Series.ENGINE).ratio(series.leg(Series.TWIN))).isEqualTo(101.0 / 91, within(0.1));
    }

    @Test
    void holdsFiguresAgainstTargets() throws Exception {
        Targets met = Targets.ofFloor(List.of(series(Way.OUTBOUND, 130, 131, 132), series(Way.INBOUND, 145, 145, 145)));
        Targets missed = Targets.ofFloor(List.of(series(Way.OUTBOUND, 145, 145, 145)));
        assertThat(missed.areMet()).isFalse();
        assertThat(missed.toText()).contains("MISSED").contains("pipeline - engine");
        assertThat(met.toJson()).contains("\"schema\":\"ringswan.targets/1\"").contains("inbound");
        assertThat(Table.of("floor", List.of(series(Way.OUTBOUND, 130, 131, 132))))
                .contains("outbound", "1400");
    }

    @Test
    void takesTheMedian() {
        assertThat(samples(5, 1, 3).quantile(0.5)).isEqualTo(3);
        assertThat(samples(5, 1, 3).quantile(1)).isEqualTo(5);
        assertThat(samples(1, 2, 3, 4, 5, 6).quantile(0.2)).isEqualTo(2);
    }
}
