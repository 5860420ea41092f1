package dev.ringswan.gateway;

import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.group.GroupReport;
import dev.ringswan.gateway.ike.ChildReport;
import dev.ringswan.gateway.ike.ConnectionReport;
import dev.ringswan.gateway.ike.Failure;
import dev.ringswan.gateway.ike.PairReport;
import dev.ringswan.ike.api.IkeSaStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every configured child of a gateway at one moment, up or not: what {@code ringswan status} shows.
 *
 * @param engine name of the crypto engine
 * @param atNs by the gateway's clock
 * @param elapsedNs since the gateway was built
 * @param connections negotiated by IKE
 * @param statics with keys from the configuration
 * @param groups of negotiated children
 */
public record StatusReport(
        String engine,
        long atNs,
        long elapsedNs,
        List<ConnectionReport> connections,
        List<ChildReport> statics,
        List<GroupReport> groups) {
    public StatusReport {
        connections = List.copyOf(connections);
        statics = List.copyOf(statics);
        groups = List.copyOf(groups);
    }

    /** As maps, lists, texts and numbers; times are in seconds, and what does not apply is null. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("engine", engine);
        map.put("seconds", seconds(elapsedNs));
        map.put("connections", connections.stream().map(this::connection).toList());
        map.put("static", statics.stream().map(this::child).toList());
        map.put("groups", groups.stream().map(GroupReport::toMap).toList());
        return map;
    }

    private Map<String, @Nullable Object> connection(ConnectionReport report) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", report.name());
        map.put("state", lowerCase(report.state()));
        IkeSaStatus sa = report.ikeSa();
        map.put("suite", sa == null ? null : sa.suite());
        map.put("local", (sa == null ? report.local() : sa.local()).toString());
        map.put("remote", (sa == null ? report.remote() : sa.remote()).toString());
        map.put("remote_identity", sa == null ? null : sa.remoteIdentity());
        map.put("initiator_spi", sa == null ? null : ikeSpi(sa.initiator() ? sa.localSpi() : sa.remoteSpi()));
        map.put("responder_spi", sa == null ? null : ikeSpi(sa.initiator() ? sa.remoteSpi() : sa.localSpi()));
        map.put("initiator", sa == null ? null : sa.initiator());
        map.put("peer_behind_nat", sa == null ? null : sa.peerBehindNat());
        map.put("encapsulated", sa == null ? null : sa.encapsulated());
        map.put("rekey_in", sa == null || sa.rekeyNs() == Long.MAX_VALUE ? null : (sa.rekeyNs() - atNs) / 1e9);
        map.put("age", seconds(report.ageNs()));
        map.put("next_try_in", seconds(report.nextTryInNs()));
        map.put("last_failure", failure(report.lastFailure()));
        map.put("children", report.children().stream().map(this::child).toList());
        return map;
    }

    /** As other implementations log it, so that an operator finds it there. */
    private static String ikeSpi(long spi) {
        return "%016x".formatted(spi);
    }

    private Map<String, @Nullable Object> child(ChildReport report) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", report.name());
        map.put("state", report.isUp() ? "up" : "down");
        map.put("selectors", report.selectors().toString());
        map.put("last_failure", failure(report.lastFailure()));
        map.put("sas", report.pairs().stream().map(StatusReport::pair).toList());
        return map;
    }

    private static Map<String, @Nullable Object> pair(PairReport report) {
        SaParameters parameters = report.inbound().parameters();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("use", lowerCase(report.use()));
        map.put("suite", parameters.suite().keyword() + (parameters.esn() ? "-esn" : ""));
        map.put("mode", lowerCase(parameters.mode()));
        map.put("encapsulation", parameters.local().port() == 0 ? "none" : "udp");
        map.put("local", parameters.local().toString());
        map.put("remote", report.inbound().peer().toString());
        map.put("age", seconds(report.ageNs()));
        map.put("rekey_in", seconds(report.rekeyInNs()));
        map.put("in", inbound(report.inbound()));
        map.put("out", outbound(report.outbound()));
        return map;
    }

    private static Map<String, Object> inbound(InboundSa sa) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("spi", "0x%08x".formatted(sa.spi()));
        map.putAll(TrafficStatus.of(sa.counters()).toMap());
        return map;
    }

    private static @Nullable Map<String, Object> outbound(@Nullable OutboundSa sa) {
        if (sa == null) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("spi", "0x%08x".formatted(sa.spi()));
        map.putAll(TrafficStatus.of(sa.counters()).toMap());
        map.put("next_sequence", sa.nextSequence());
        return map;
    }

    private @Nullable Map<String, Object> failure(@Nullable Failure failure) {
        return failure == null
                ? null
                : Map.of("reason", failure.reason(), "seconds_ago", (atNs - failure.atNs()) / 1e9);
    }

    private static @Nullable Double seconds(long ns) {
        return ns == Long.MAX_VALUE ? null : ns / 1e9;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
