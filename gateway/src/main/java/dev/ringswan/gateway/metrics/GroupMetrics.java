package dev.ringswan.gateway.metrics;

import dev.ringswan.gateway.group.GroupReport;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/** Groups of tunnels as metrics: every configured member has its series, fit or not. */
final class GroupMetrics {
    private GroupMetrics() {}

    static void add(MetricSnapshots.Builder all, List<GroupReport> groups) {
        GaugeSnapshot.Builder fit =
                GatewayMetrics.gauge("ringswan_group_member_fit", "Whether a member may carry packets of its group");
        GaugeSnapshot.Builder carries =
                GatewayMetrics.gauge("ringswan_group_member_carries", "Whether packets of the group go by a member");
        CounterSnapshot.Builder switches = GatewayMetrics.counter(
                "ringswan_group_switches", "How often packets of a group went by others than before");
        CounterSnapshot.Builder probes =
                GatewayMetrics.counter("ringswan_probes", "Probes of a member, by what became of them");
        GaugeSnapshot.Builder roundTrip = GatewayMetrics.gauge(
                "ringswan_probe_round_trip_seconds", "Of the last probe of a member that was answered");
        for (GroupReport group : groups) {
            Labels ofGroup = Labels.of("group", group.name());
            switches.dataPoint(GatewayMetrics.count(ofGroup, group.switches()));
            for (GroupReport.Member member : group.members()) {
                Labels labels = ofGroup.merge(Labels.of("connection", member.connection(), "child", member.child()));
                fit.dataPoint(GatewayMetrics.point(labels, member.trouble().isEmpty() ? 1 : 0));
                carries.dataPoint(GatewayMetrics.point(labels, member.carries() ? 1 : 0));
                GroupReport.Probes counts = member.probes();
                if (counts != null) {
                    probes.dataPoint(GatewayMetrics.count(labels.add("result", "answered"), counts.answered()));
                    probes.dataPoint(GatewayMetrics.count(labels.add("result", "lost"), counts.lost()));
                    if (counts.roundTripNs() >= 0) {
                        roundTrip.dataPoint(GatewayMetrics.point(labels, counts.roundTripNs() / 1e9));
                    }
                }
            }
        }
        all.metricSnapshot(fit.build());
        all.metricSnapshot(carries.build());
        all.metricSnapshot(switches.build());
        all.metricSnapshot(probes.build());
        all.metricSnapshot(roundTrip.build());
    }
}
