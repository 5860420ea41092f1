package dev.ringswan.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.GroupReport;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMetricsTest {
    @Test
    void hasASeriesForEachMemberFitOrNot() throws Exception {
        GroupReport group = new GroupReport(
                "cloud",
                GroupSettings.Mode.ECMP,
                List.of(
                        new GroupReport.Member(
                                "tunnel-1",
                                "any",
                                "trying",
                                false,
                                0,
                                "has lost 4 probes in a row",
                                new GroupReport.Probes("a to b", 9, 12, 0.5, 2_000_000)),
                        new GroupReport.Member("tunnel-2", "any", "fit", true, 0, "", null)),
                3,
                null);
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        GroupMetrics.add(all, List.of(group));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, all.build());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("ringswan_group_member_fit{child=\"any\",connection=\"tunnel-1\",group=\"cloud\"} 0.0")
                .contains("ringswan_group_member_carries{child=\"any\",connection=\"tunnel-2\",group=\"cloud\"} 1.0")
                .contains("ringswan_group_switches_total{group=\"cloud\"} 3.0")
                .contains(
                        "ringswan_probes_total{child=\"any\",connection=\"tunnel-1\",group=\"cloud\",result=\"lost\"} 12.0")
                .contains(
                        "ringswan_probe_round_trip_seconds{child=\"any\",connection=\"tunnel-1\",group=\"cloud\"} 0.002");
    }
}
