package dev.ringswan.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both ends on the loopback device of this machine, where nothing is lost at a low rate. */
final class UdpLoadTest {
    @Test
    void countsEveryPacketOfEachTrial() throws Exception {
        try (UdpLoad load = new UdpLoad("", "", "127.0.0.1", Lengths.of(Lengths.IMIX))) {
            for (int i = 0; i < 2; i++) {
                Trial trial = load.run(1_000, 0.3);
                // Where the machine stalls at the end, what was not sent is lost; what was sent never is.
                assertThat(trial.due()).isBetween(trial.sent(), 300L);
                assertThat(trial.sent()).isPositive();
                assertThat(trial.received()).isEqualTo(trial.sent());
                assertThat(trial.foreign() + trial.duplicates()).isZero();
                assertThat(trial.latency().getTotalCount()).isEqualTo(trial.sent());
            }
        }
    }

    @Test
    void saysWhatIsWrongWhenAnEndDies() {
        assertThatThrownBy(() -> new UdpLoad("", "", "203.0.113.77", Lengths.of("100")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its message is above");
    }
}
