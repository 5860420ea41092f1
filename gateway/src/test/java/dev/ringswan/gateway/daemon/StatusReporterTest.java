package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.TrafficStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusReporterTest {
    private static GatewayStatus status(long elapsedNs, long bytes) {
        TrafficStatus inbound = new TrafficStatus(bytes / 1_000, bytes, Map.of(DropReason.REPLAY, 2L));
        TrafficStatus outbound = new TrafficStatus(bytes / 500, 2 * bytes, Map.of(DropReason.REPLAY, 1L));
        return new GatewayStatus(
                "jca", RunMode.DIRECT, elapsedNs, inbound, outbound, List.of(), Map.of(), 0, Map.of(), 0);
    }

    @Test
    void showsTheSpeedSinceTheLineBefore() {
        assertThat(StatusReporter.line(null, status(1_000_000_000, 125_000_000)))
                .isEqualTo("in 125000 packets 1.00 Gbit/s | out 250000 packets 2.00 Gbit/s | drops 3, replay 3");
        assertThat(StatusReporter.line(status(1_000_000_000, 125_000_000), status(2_000_000_000, 187_500_000)))
                .startsWith("in 187500 packets 0.50 Gbit/s | out 375000 packets 1.00 Gbit/s");
    }

    @Test
    void findsNoFlagMissingInATestThatHasThemAll() {
        assertThat(StartupCheck.missingFlags()).isEmpty();
    }
}
