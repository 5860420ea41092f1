package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LifetimeMeterTest {
    private static final long NONE = SaLifetime.UNLIMITED;

    @Test
    void reportsTheSoftLimitOnce() {
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(NONE, NONE, NONE, NONE, 2, 5), 0);
        assertThat(meter.admit(1, 0)).isTrue();
        assertThat(reportSoft(meter)).isFalse();
        assertThat(meter.admit(1, 0)).isTrue();
        assertThat(reportSoft(meter)).isTrue();
        assertThat(meter.admit(1, 0)).isTrue();
        assertThat(reportSoft(meter)).isFalse();
    }

    @Test
    void staysClosedAfterTheHardLimit() {
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(NONE, NONE, NONE, NONE, 1, 2), 0);
        assertThat(meter.admit(1, 0)).isTrue();
        assertThat(meter.admit(1, 0)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(meter.admit(1, 0)).isFalse();
        }
        assertThat(reportHard(meter)).isTrue();
        assertThat(reportHard(meter)).isFalse();
    }

    @Test
    void asksAgainUntilTheSoftLimitHasBeenReported() {
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(NONE, NONE, 10, 100, NONE, NONE), 0);
        for (int i = 0; i < 3; i++) {
            assertThat(meter.admit(10, 0)).isTrue();
            assertThat(meter.softDue()).isTrue();
        }
        meter.softReported();
        assertThat(meter.admit(10, 0)).isTrue();
        assertThat(meter.softDue()).isFalse();
        assertThat(meter.admit(61, 0)).as("the hard limit still holds").isFalse();
    }

    @Test
    void countsBytesToTheLast() {
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(NONE, NONE, 10, 100, NONE, NONE), 0);
        assertThat(meter.admit(99, 0)).isTrue();
        assertThat(reportSoft(meter)).isTrue();
        assertThat(meter.admit(1, 0)).isTrue();
        assertThat(meter.admit(1, 0)).isFalse();
    }

    @Test
    void staysClosedForShorterPacketsToo() {
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(NONE, NONE, 10, 100, NONE, NONE), 0);
        assertThat(meter.admit(99, 0)).isTrue();
        assertThat(meter.admit(2, 0)).isFalse();
        assertThat(meter.admit(1, 0)).isFalse();
    }

    @Test
    void endsOnTimeAlsoWhenTheClockWraps() {
        long now = Long.MAX_VALUE - 5;
        LifetimeMeter meter = new LifetimeMeter(new SaLifetime(10, 20, NONE, NONE, NONE, NONE), now);
        assertThat(meter.admit(1, now + 9)).isTrue();
        assertThat(reportSoft(meter)).isFalse();
        assertThat(meter.admit(1, now + 10)).isTrue();
        assertThat(reportSoft(meter)).isTrue();
        assertThat(meter.admit(1, now + 19)).isTrue();
        assertThat(meter.admit(1, now + 20)).isFalse();
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new SaLifetime(2, 1, NONE, NONE, NONE, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seconds");
        assertThatThrownBy(() -> new SaLifetime(NONE, NONE, 0, 1, NONE, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes");
        assertThatThrownBy(() -> new SaLifetime(NONE, NONE, NONE, NONE, 1, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("packets");
    }

    private static boolean reportSoft(LifetimeMeter meter) {
        boolean due = meter.softDue();
        if (due) {
            meter.softReported();
        }
        return due;
    }

    private static boolean reportHard(LifetimeMeter meter) {
        boolean due = meter.hardDue();
        meter.hardReported();
        return due;
    }
}
