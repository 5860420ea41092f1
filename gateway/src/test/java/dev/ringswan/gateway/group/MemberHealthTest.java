package dev.ringswan.gateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.config.GroupSettings;
import dev.ringswan.gateway.group.MemberHealth.State;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemberHealthTest {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long HOLD_DOWN_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long ROUND_TRIP_NS = 1_000_000;
    private static final GroupSettings SETTINGS =
            new GroupSettings("office", GroupSettings.Mode.ACTIVE_STANDBY, List.of(), INTERVAL_NS, 4, HOLD_DOWN_NS);

    private final MemberHealth health = new MemberHealth(SETTINGS, true, 0);
    private long nowNs;
    private boolean answers = true;

    /** Lets so many intervals pass; returns how many probes were sent. */
    private int run(int intervals) {
        int sent = 0;
        for (int i = 0; i < intervals * 5; i++) {
            nowNs += INTERVAL_NS / 5;
            health.poll(true, nowNs);
            if (health.probeIsDue(nowNs)) {
                int number = health.probe(nowNs);
                sent++;
                if (answers) {
                    health.answer(number, nowNs + ROUND_TRIP_NS);
                }
            }
        }
        return sent;
    }

    @Test
    void isFitAtOnceTheFirstTime() {
        assertThat(health.state()).isEqualTo(State.DOWN);
        health.poll(true, nowNs);
        assertThat(health.state()).as("up is not enough").isEqualTo(State.TRYING);
        assertThat(health.probeIsDue(nowNs)).isTrue();
        health.answer(health.probe(nowNs), nowNs + ROUND_TRIP_NS);
        assertThat(health.state()).isEqualTo(State.FIT);
        assertThat(health.roundTripNs()).isEqualTo(ROUND_TRIP_NS);
        assertThat(health.probeIsDue(nowNs + INTERVAL_NS - 1)).isFalse();
        assertThat(health.probeIsDue(nowNs + INTERVAL_NS)).isTrue();
    }

    @Test
    void isUnfitAfterFourLostInARowWithinFiveIntervals() {
        assertThat(run(10)).isEqualTo(10);
        answers = false;
        run(4);
        assertThat(health.state())
                .as("three are lost, the fourth may still be answered")
                .isEqualTo(State.FIT);
        run(1);
        assertThat(health.state()).isEqualTo(State.TRYING);
        assertThat(health.lostInRow()).isEqualTo(4);
        assertThat(health.sinceNs()).isEqualTo(nowNs - INTERVAL_NS + INTERVAL_NS / 5);
        assertThat(health.lossRatio()).isEqualTo(4.0 / 14);
    }

    @Test
    void staysFitWhenSomeAreAnswered() {
        run(2);
        for (int i = 0; i < 20; i++) {
            answers = false;
            run(3);
            answers = true;
            run(1);
            assertThat(health.state()).isEqualTo(State.FIT);
        }
        assertThat(health.lost()).isEqualTo(60);
        assertThat(health.lossRatio()).isEqualTo(48.0 / 64);
    }

    @Test
    void isHeldDownAfterItHasFailed() {
        run(2);
        answers = false;
        run(6);
        answers = true;
        run(1);
        assertThat(health.state()).isEqualTo(State.HOLDING);
        run(10);
        answers = false;
        run(2);
        answers = true;
        assertThat(health.state()).as("one that is lost").isEqualTo(State.HOLDING);
        run(18);
        assertThat(health.state()).as("starts the time anew").isEqualTo(State.HOLDING);
        run(4);
        assertThat(health.state()).isEqualTo(State.FIT);
    }

    @Test
    void isHeldDownAfterItWasDown() {
        run(2);
        health.poll(false, nowNs);
        assertThat(health.state()).isEqualTo(State.DOWN);
        assertThat(health.probeIsDue(nowNs + INTERVAL_NS)).isFalse();
        run(1);
        assertThat(health.state()).isEqualTo(State.HOLDING);
    }

    @Test
    void believesAnAnswerToItsLastProbeOnly() {
        health.poll(true, nowNs);
        int first = health.probe(nowNs);
        nowNs += INTERVAL_NS;
        assertThat(health.probeIsDue(nowNs)).isTrue();
        int second = health.probe(nowNs);
        health.answer(first, nowNs);
        assertThat(health.state()).as("late").isEqualTo(State.TRYING);
        health.answer(second, nowNs);
        health.answer(second, nowNs);
        assertThat(health.answered()).as("twice").isEqualTo(1);
        assertThat(health.lost()).isEqualTo(1);
    }

    @Test
    void followsIkeAloneWithoutProbes() {
        MemberHealth unprobed = new MemberHealth(SETTINGS, false, 0);
        unprobed.poll(true, 0);
        assertThat(unprobed.state()).isEqualTo(State.FIT);
        assertThat(unprobed.probeIsDue(INTERVAL_NS)).isFalse();
        unprobed.poll(false, 1);
        assertThat(unprobed.state()).isEqualTo(State.DOWN);
        unprobed.poll(true, 2);
        assertThat(unprobed.state()).isEqualTo(State.HOLDING);
        unprobed.poll(true, 2 + HOLD_DOWN_NS);
        assertThat(unprobed.state()).isEqualTo(State.FIT);
    }
}
