package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    @Test
    void saysItLivesTwiceInTheTimeOfTheWatchdog() {
        assertThat(Readiness.intervalNs(Map.of("WATCHDOG_USEC", "30000000"))).isEqualTo(15_000_000_000L);
        assertThat(Readiness.intervalNs(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", PID)))
                .isEqualTo(15_000_000_000L);
    }

    @Test
    void isSilentWithoutAWatchdogOfItsOwn() {
        assertThat(Readiness.intervalNs(Map.of())).isEqualTo(Long.MAX_VALUE);
        assertThat(Readiness.intervalNs(Map.of("WATCHDOG_USEC", "soon"))).isEqualTo(Long.MAX_VALUE);
        assertThat(Readiness.intervalNs(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", PID + "0")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isNotThereWithoutAReadiness() {
        assertThat(Readiness.of(Map.of(), () -> 1)).isNull();
    }
}
