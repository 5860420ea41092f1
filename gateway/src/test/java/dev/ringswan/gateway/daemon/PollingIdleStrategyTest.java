package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PortPoller;
import org.junit.jupiter.api.Test;

final class PollingIdleStrategyTest {
    private static final long LOOK_NS = 1_000;

    private long nowNs = 77;
    private int sleeps;
    private final PortPoller poller = new PortPoller() {
        @Override
        public boolean await(int timeoutMs) {
            assertThat(timeoutMs).isPositive(); // an idle direction has to say so now and then
            sleeps++;
            return true;
        }

        @Override
        public void wakeup() {}

        @Override
        public void close() {}
    };
    private final PollingIdleStrategy idle = new PollingIdleStrategy(poller, () -> nowNs);

    @Test
    void sleepsAtOnceWhenNothingEverCame() {
        idle.idle(0);
        idle.idle(0);
        assertThat(sleeps).isEqualTo(2);
    }

    @Test
    void staysAwakeWhereWorkComesSoon() {
        learn(20_000, 10);
        assertThat(awakeNs()).isGreaterThanOrEqualTo(20_000);
        learn(90_000, 10);
        assertThat(awakeNs()).isBetween(90_000L, PollingIdleStrategy.AWAKE_MAX_NS + LOOK_NS);
    }

    @Test
    void sleepsWhereWorkComesLate() {
        learn(90_000, 10);
        learn(1_000_000, 10);
        assertThat(awakeNs()).isZero();
    }

    @Test
    void forgetsOneLongPauseSoon() {
        learn(20_000, 10);
        learn(1_000_000_000, 1);
        learn(20_000, 2);
        assertThat(awakeNs()).isGreaterThanOrEqualTo(20_000);
    }

    @Test
    void workWithoutWaitChangesNothing() {
        learn(20_000, 10);
        for (int i = 0; i < 1_000; i++) {
            nowNs += 1_000_000;
            idle.idle(1);
        }
        assertThat(awakeNs()).isGreaterThanOrEqualTo(20_000);
    }

    /** Lets work come after {@code waitNs}, several times. */
    private void learn(long waitNs, int times) {
        for (int i = 0; i < times; i++) {
            idle.idle(0);
            nowNs += waitNs;
            idle.idle(1);
        }
    }

    /** How long it looks again until it sleeps. */
    private long awakeNs() {
        sleeps = 0;
        long startNs = nowNs;
        idle.idle(0);
        while (sleeps == 0) {
            nowNs += LOOK_NS;
            idle.idle(0);
        }
        long awakeNs = nowNs - startNs;
        idle.idle(1);
        return awakeNs;
    }
}
