package dev.ringswan.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageWindowTest {
    private static final List<Bytes> MESSAGE = List.of(Bytes.of(new byte[] {1, 2, 3}));
    private static final IkeTimers TIMERS = new IkeTimers(1_000, 3, 30_000, 5_000);

    private final MessageWindow window = new MessageWindow(TIMERS);

    @Test
    void repeatsARequestLaterAndLaterThenGivesUp() {
        window.sent(MESSAGE, 0);

        assertThat(window.deadlineNs()).isEqualTo(1_000);
        assertThat(window.due(1_000)).isEqualTo(MESSAGE);
        assertThat(window.deadlineNs()).isEqualTo(1_000 + 1_800);
        assertThat(window.due(2_800)).isEqualTo(MESSAGE);
        assertThat(window.deadlineNs()).isEqualTo(2_800 + 3_240);
        assertThat(window.due(6_040)).isEmpty();
    }

    @Test
    void waitsForOneResponseAtATime() {
        window.sent(MESSAGE, 0);

        assertThat(window.isExpected(0)).isTrue();
        assertThat(window.isExpected(1)).isFalse();
        assertThatThrownBy(() -> window.sent(MESSAGE, 0)).isInstanceOf(IllegalStateException.class);

        window.answered();

        assertThat(window.isExpected(0)).isFalse();
        assertThat(window.isExpected(1)).isFalse();
        assertThat(window.nextRequestId()).isEqualTo(1);
        assertThat(window.deadlineNs()).isEqualTo(MessageWindow.NEVER);
    }

    @Test
    void startsAgainWithTheSameMessageId() {
        window.sent(MESSAGE, 0);
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
