package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.bench.e2e.PortRates.Turn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortsBenchTest {
    private static final List<Turn> TURNS = List.of(
            new Turn("udp", "udp", 300_000, 600, 600, 0),
            new Turn("xdp", "xdp AF_XDP on outside queue 0, native, copy", 900_000, 1_800, 1_000, 900),
            new Turn("udp", "udp", 500_000, 1_000, 800, 0),
            new Turn("xdp", "xdp AF_XDP on outside queue 0, native, copy", 700_000, 1_400, 1_400, 1_500));

    @Test
    void putsTheRatioOfTheMediansFirst() {
        Map<String, Object> map = PortsBench.toMap(TURNS, 64);
        assertThat(map.keySet().iterator().next()).isEqualTo("ratio");
        assertThat(map)
                .containsEntry("ratio", 2.0)
                .containsEntry("udp_packets_per_second", 400_000.0)
                .containsEntry("udp_lost", 1 - 1_400.0 / 1_600)
                .containsEntry("xdp_rounds", List.of(900_000.0, 700_000.0))
                .containsEntry("xdp_past_the_stack", 1.0)
                .containsEntry("xdp", "xdp AF_XDP on outside queue 0, native, copy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size 9", "--size 1470", "--size 1500", "--rounds 0", "--seconds", "--fast"})
    void refusesWhatItDoesNotKnow(String arguments) {
        assertThatThrownBy(() -> new PortsBench(List.of(arguments.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
