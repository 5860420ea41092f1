package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.bench.e2e.EndToEnd;
import dev.ringswan.bench.e2e.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EndToEndBenchTest {
    @Test
    void showsMediansAndTheRatioToRingswan() {
        List<Row> rows = List.of(
                tcp("ringswan", 1, 3e9),
                tcp("openvpn", 1, 1e9),
                tcp("ringswan", 2, 4e9),
                tcp("openvpn", 2, 2e9),
                tcp("ringswan", 3, 5e9),
                tcp("openvpn", 3, 9e9),
                ping("ringswan", 50),
                ping("openvpn", 100));
        String table = EndToEndBench.table(rows, List.of("ringswan", "openvpn", "bare"));
        assertThat(table.lines().toList()).hasSize(3);
        assertThat(table)
                .contains("4.000 G (1.00)", "2.000 G (2.00)")
                .contains("50.0 (1.00)", "100.0 (2.00)")
                .contains("-");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(EndToEnd.names()).containsExactly("ringswan", "wireguard-go", "strongswan", "openvpn", "bare");
        for (List<String> wrong : List.of(
                List.of("--peers", "vpp"), List.of("--rounds"), List.of("--sizes", "9000"), List.of("--fast"))) {
            assertThatThrownBy(() -> new EndToEndBench(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("peers are [ringswan");
        }
    }

    private static Row tcp(String peer, int round, double value) {
        return new Row(
                "e2e.tcp",
                Map.of("peer", peer, "streams", "1", "direction", "up"),
                round,
                "bit/s",
                true,
                value,
                "1",
                Map.of());
    }

    private static Row ping(String peer, double value) {
        return new Row("e2e.ping", Map.of("peer", peer, "load", "idle"), 1, "us", false, value, "1", Map.of());
    }
}
