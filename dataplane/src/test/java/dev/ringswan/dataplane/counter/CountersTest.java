package dev.ringswan.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CountersTest {
    @Test
    void countsByReason() {
        DropCounters drops = new DropCounters();
        drops.increment(DropReason.REPLAY.code());
        drops.increment(DropReason.REPLAY.code());
        drops.increment(DropReason.INTERNAL.code());
        assertThat(drops.count(DropReason.REPLAY)).isEqualTo(2);
        assertThat(drops.count(DropReason.MALFORMED)).isZero();
        assertThat(drops.nonZero()).isEqualTo(Map.of(DropReason.REPLAY, 2L, DropReason.INTERNAL, 1L));
    }

    @Test
    void countsPacketsAndBytes() {
        TrafficCounters counters = new TrafficCounters();
        counters.add(64, 6400);
        counters.add(1, 60);
        counters.add(-1, -100);
        assertThat(counters.packets()).isEqualTo(64);
        assertThat(counters.bytes()).isEqualTo(6360);
        assertThat(counters.drops().nonZero()).isEmpty();
    }

    @Test
    void hasDensePositiveCodesAndDistinctLabels() {
        Set<String> labels = new HashSet<>();
        int code = 0;
        for (DropReason reason : DropReason.values()) {
            assertThat(reason.code()).isEqualTo((byte) ++code);
            assertThat(DropReason.ofCode(reason.code())).isEqualTo(reason);
            labels.add(reason.label());
        }
        assertThat(DropReason.CODE_LIMIT).isEqualTo(code + 1);
        assertThat(labels).hasSize(code);
    }
}
