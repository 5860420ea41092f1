package dev.ringswan.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.ike.wire.Bytes;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class MessageWindowTest {
    private static final List<Bytes> MESSAGE = List.of(Bytes.of(new byte[] {1, 2, 3}));
    private static final Retransmission RETRANSMISSION = Retransmission.of(1_000, 2);

    private final RandomGenerator random = new Random(1);
    private final MessageWindow window = new MessageWindow(RETRANSMISSION);

    @Test
    void repeatsARequestLaterAndLaterThenGivesUp() {
        window.sent(MESSAGE, 0, random);

        assertThat(window.deadlineNs()).isEqualTo(1_000);
        assertThat(window.due(1_000, random)).isEqualTo(MESSAGE);
        assertThat(window.deadlineNs()).isEqualTo(1_000 + 1_800);
        assertThat(window.due(2_800, random)).isEqualTo(MESSAGE);
        assertThat(window.deadlineNs()).isEqualTo(2_800 + 3_240);
        assertThat(window.due(6_040, random)).isEmpty();
    }

    @Test
    void waitsNoLongerThanTheLimitAndABitLessByJitter() {
        assertThat(new Retransmission(1_000, 2, 4, 0, 3_000).spanNs()).isEqualTo(1_000 + 2_000 + 3 * 3_000);
        Retransmission jittery = new Retransmission(1_000, 2, 4, 30, 3_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(jittery.waitNs(0, random)).isBetween(700L, 1_000L);
            assertThat(jittery.waitNs(3, random)).isBetween(2_100L, 3_000L);
        }
        assertThat(jittery.waitNs(0, random)).isNotEqualTo(jittery.waitNs(0, random));
    }

    @Test
    void repeatsNothingIfItIsNotTo() {
        MessageWindow once = new MessageWindow(Retransmission.of(1_000, 0));
        once.sent(MESSAGE, 0, random);
        assertThat(once.due(1_000, random)).isEmpty();
    }

    @Test
    void refusesTimesThatMakeNoSense() {
        assertThatThrownBy(() -> new Retransmission(1_000, 0.9, 5, 0, 0)).hasMessageContaining("base 1 to 10");
        assertThatThrownBy(() -> new Retransmission(1_000, Double.NaN, 5, 0, 0)).hasMessageContaining("base 1 to 10");
        assertThatThrownBy(() -> Retransmission.of(4_000_000_000L, 19)).hasMessageContaining("at most 3600 s");
    }

    @Test
    void waitsForOneResponseAtATime() {
        window.sent(MESSAGE, 0, random);

        assertThat(window.isExpected(0)).isTrue();
        assertThat(window.isExpected(1)).isFalse();
        assertThatThrownBy(() -> window.sent(MESSAGE, 0, random)).isInstanceOf(IllegalStateException.class);

        window.answered();

        assertThat(window.isExpected(0)).isFalse();
        assertThat(window.isExpected(1)).isFalse();
        assertThat(window.nextRequestId()).isEqualTo(1);
        assertThat(window.deadlineNs()).isEqualTo(MessageWindow.NEVER);
    }

    @Test
    void startsAgainWithTheSameMessageId() {
        window.sent(MESSAGE, 0, random);
        window.restarted();

        assertThat(window.nextRequestId()).isZero();
        assertThat(window.isWaiting()).isFalse();
    }

    @Test
    void knowsNewRequestsFromRepeatedAndOldOnes() {
        assertThat(window.judge(0)).isEqualTo(MessageWindow.Arrival.NEW);
        assertThat(window.judge(-1)).isEqualTo(MessageWindow.Arrival.OUTSIDE);
        assertThat(window.judge(1)).isEqualTo(MessageWindow.Arrival.OUTSIDE);

        window.responded(MESSAGE);
        assertThat(window.judge(0)).isEqualTo(MessageWindow.Arrival.REPEATED);
        assertThat(window.judge(1)).isEqualTo(MessageWindow.Arrival.NEW);
        assertThat(window.response()).isEqualTo(MESSAGE);

        window.responded(MESSAGE);
        assertThat(window.judge(0)).isEqualTo(MessageWindow.Arrival.OUTSIDE);
    }
}
