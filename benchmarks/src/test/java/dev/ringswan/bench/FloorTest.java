package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.bench.Series.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FloorTest {
    private static final List<String> TINY =
            List.of("--rounds", "4", "--window", "3", "--warm-up", "200", "--sizes", "64,1400", "--sas", "1,100");

    @Test
    void measuresEachSizeBothWays() throws Exception {
        List<Series> series = new Floor(Options.floor(TINY), "jdk-intrinsic").run();
        assertThat(series).extracting(Series::size).containsExactly(64, 64, 1400, 1400);
        assertThat(series)
                .extracting(Series::way)
                .containsExactly(Way.OUTBOUND, Way.INBOUND, Way.OUTBOUND, Way.INBOUND);
        for (Series one : series) {
            assertThat(one.legs()).containsOnlyKeys(Series.ENGINE, Series.PIPELINE, Series.ENGINE_CALL);
            assertThat(one.legs().values()).allSatisfy(samples -> {
                assertThat(samples.count()).isEqualTo(4);
                assertThat(samples.quantile(0)).isPositive();
            });
            assertThat(one.exact()).containsEntry(Series.DROPS, 0.0).containsEntry(Series.ALLOCATED, 0.0);
        }
    }

    @Test
    void measuresEachNumberOfSas() throws Exception {
        List<Series> series = new Sad(Options.sad(TINY), "jca").run();
        assertThat(series).hasSize(2 * 2 * 2).extracting(Series::saCount).contains(1, 100);
        assertThat(series).allSatisfy(one -> {
            assertThat(one.exact()).containsEntry(Series.DROPS, 0.0).doesNotContainKey(Series.BYTES_PER_SA);
            assertThat(Sad.ratioToOne(Series.PIPELINE, one, series)).isPositive();
        });
        assertThat(Table.of("sad", series)).contains("inbound", "100");
        assertThat(Targets.ofSad(series).toJson()).contains("1400 bytes, outbound");
    }
}
