package dev.ringswan.gateway.metrics;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.StatusReport;
import dev.ringswan.gateway.TrafficStatus;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.FailureKind;
import dev.ringswan.nativeio.PortEvent;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One reading as metrics. Every configured child has its series, up or not, and every reason its counter, at 0 until
 * something happens: so an alarm can be made of what is not there.
 *
 * <p><em>Threading:</em> one thread at a time.
 */
final class GatewayMetrics {
    /** The connection of children with static keys, which have none. */
    private static final String STATIC = "static";

    private final ChildTotals totals = new ChildTotals();

    private record Child(String connection, ChildReport report, ChildTotals.Both total) {
        Labels labels() {
            return Labels.of("connection", connection, "child", report.name());
        }
    }

    MetricSnapshots of(Readings.Reading reading) {
        StatusReport report = reading.report();
        GatewayStatus status = reading.status();
        List<Child> children = children(report);
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        all.metricSnapshot(InfoSnapshot.builder()
                .name("ringswan")
                .help("The gateway")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("engine", status.engine(), "mode", lower(status.mode())))
                        .build())
                .build());
        all.metricSnapshot(gauge("ringswan_uptime_seconds", "Since the gateway was built")
                .dataPoint(point(Labels.EMPTY, status.elapsedNs() / 1e9))
                .build());
        addTraffic(all, status);
        addConnections(all, report);
        addChildren(all, children);
        GroupMetrics.add(all, report.groups());
        addPorts(all, status);
        return all.build();
    }

    private List<Child> children(StatusReport report) {
        List<Child> children = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (ConnectionReport connection : report.connections()) {
            connection.children().forEach(child -> children.add(child(connection.name(), child, names)));
        }
        report.statics().forEach(child -> children.add(child(STATIC, child, names)));
        totals.retain(names);
        return children;
    }

    private Child child(String connection, ChildReport child, List<String> names) {
        String name = connection + '/' + child.name();
        names.add(name);
        return new Child(connection, child, totals.update(name, child));
    }

    private static void addTraffic(MetricSnapshots.Builder all, GatewayStatus status) {
        CounterSnapshot.Builder packets = counter("ringswan_packets", "Inner packets sent on");
        CounterSnapshot.Builder bytes = counter("ringswan_bytes", "Bytes of inner packets sent on");
        CounterSnapshot.Builder drops = counter(
                "ringswan_drops", "Packets that ended, by reason; control, keepalive, dummy and probe are no losses");
        for (Direction direction : Direction.values()) {
            TrafficStatus traffic = direction == Direction.IN ? status.inbound() : status.outbound();
            Labels labels = Labels.of("direction", lower(direction));
            packets.dataPoint(count(labels, traffic.packets()));
            bytes.dataPoint(count(labels, traffic.bytes()));
            for (DropReason reason : DropReason.values()) {
                drops.dataPoint(count(
                        labels.add("reason", lower(reason)), traffic.drops().getOrDefault(reason, 0L)));
            }
        }
        all.metricSnapshot(packets.build());
        all.metricSnapshot(bytes.build());
        all.metricSnapshot(drops.build());
        all.metricSnapshot(counter("ringswan_events_lost", "Reports of the packet path that found their queue full")
                .dataPoint(count(Labels.EMPTY, status.eventsLost()))
                .build());
    }

    private enum Direction {
        IN,
        OUT
    }

    private static void addConnections(MetricSnapshots.Builder all, StatusReport report) {
        GaugeSnapshot.Builder up = gauge("ringswan_connection_up", "Whether a configured connection has an IKE SA");
        CounterSnapshot.Builder established = counter("ringswan_ike_established", "IKE SAs that came up, rekeys apart");
        CounterSnapshot.Builder rekeys = counter("ringswan_rekeys", "SAs that were replaced");
        CounterSnapshot.Builder failures =
                counter("ringswan_failures", "What IKE could not agree on, or lost, by kind of reason");
        for (ConnectionReport connection : report.connections()) {
            Labels labels = Labels.of("connection", connection.name());
            up.dataPoint(point(labels, connection.state() == ConnectionReport.State.UP ? 1 : 0));
            established.dataPoint(count(labels, connection.counts().ikeSas()));
            rekeys.dataPoint(
                    count(labels.add("sa", "child"), connection.counts().childRekeys()));
            rekeys.dataPoint(count(labels.add("sa", "ike"), connection.counts().ikeRekeys()));
            for (FailureKind kind : FailureKind.values()) {
                failures.dataPoint(count(
                        labels.add("reason", lower(kind)),
                        connection.counts().failures().getOrDefault(kind, 0L)));
            }
        }
        all.metricSnapshot(up.build());
        all.metricSnapshot(established.build());
        all.metricSnapshot(rekeys.build());
        all.metricSnapshot(failures.build());
    }

    private static void addChildren(MetricSnapshots.Builder all, List<Child> children) {
        GaugeSnapshot.Builder up = gauge("ringswan_child_up", "Whether a configured child carries traffic both ways");
        CounterSnapshot.Builder packets = counter("ringswan_child_packets", "Inner packets of a child sent on");
        CounterSnapshot.Builder bytes = counter("ringswan_child_bytes", "Bytes of inner packets of a child sent on");
        CounterSnapshot.Builder drops = counter("ringswan_child_drops", "Packets of a child that were lost");
        for (Child child : children) {
            up.dataPoint(point(child.labels(), child.report.isUp() ? 1 : 0));
            for (Direction direction : Direction.values()) {
                ChildTotals.Traffic traffic =
                        direction == Direction.IN ? child.total.inbound() : child.total.outbound();
                Labels labels = child.labels().add("direction", lower(direction));
                packets.dataPoint(count(labels, traffic.packets()));
                bytes.dataPoint(count(labels, traffic.bytes()));
                drops.dataPoint(count(labels, traffic.drops()));
            }
        }
        all.metricSnapshot(up.build());
        all.metricSnapshot(packets.build());
        all.metricSnapshot(bytes.build());
        all.metricSnapshot(drops.build());
    }

    private static void addPorts(MetricSnapshots.Builder all, GatewayStatus status) {
        CounterSnapshot.Builder events = counter("ringswan_port_events", "What befell packets at the ports");
        status.ports().forEach((port, counts) -> {
            for (PortEvent event : PortEvent.values()) {
                events.dataPoint(count(Labels.of("port", port, "event", lower(event)), counts.getOrDefault(event, 0L)));
            }
        });
        all.metricSnapshot(events.build());
    }

    static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    static CounterSnapshot.CounterDataPointSnapshot count(Labels labels, long value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
