package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayWindowTest {
    @Test
    void rejectsZeroWhichIsNeverSent() {
        ReplayWindow window = new ReplayWindow(64);
        assertThat(window.mayAccept(0)).isFalse();
        assertThat(window.commit(0)).isFalse();
        assertThat(window.highest()).isZero();
    }

    @Test
    void rejectsDuplicate() {
        ReplayWindow window = new ReplayWindow(64);
        assertThat(window.commit(5)).isTrue();
        assertThat(window.mayAccept(5)).isFalse();
        assertThat(window.commit(5)).isFalse();
    }

    @Test
    void acceptsEachNumberOfTheWindowOnceInAnyOrder() {
        ReplayWindow window = new ReplayWindow(128);
        assertThat(window.commit(1128)).isTrue();
        for (long sequence = 1127; sequence > 1000; sequence--) {
            assertThat(window.commit(sequence)).isTrue();
        }
        for (long sequence = 1001; sequence <= 1128; sequence++) {
            assertThat(window.mayAccept(sequence)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128, 192, 1024, 4160, 65_536})
    void endsExactlyAtItsLength(int length) {
        ReplayWindow window = new ReplayWindow(length);
        long highest = 1_000_003;
        assertThat(window.commit(highest)).isTrue();
        assertThat(window.mayAccept(highest - length)).isFalse();
        assertThat(window.commit(highest - length)).isFalse();
        assertThat(window.mayAccept(highest - length + 1)).isTrue();
        assertThat(window.commit(highest - length + 1)).isTrue();
    }

    @Test
    void checkDoesNotRemember() {
        ReplayWindow window = new ReplayWindow(64);
        assertThat(window.mayAccept(9)).isTrue();
        assertThat(window.mayAccept(9)).isTrue();
        assertThat(window.commit(9)).isTrue();
    }

    @Test
    void forgetsEverythingAfterAJumpOverItsLength() {
        ReplayWindow window = new ReplayWindow(64);
        for (long sequence = 1; sequence <= 64; sequence++) {
            assertThat(window.commit(sequence)).isTrue();
        }
        assertThat(window.commit(64 + (1L << 40))).isTrue();
        for (long sequence = 1 + (1L << 40); sequence < 64 + (1L << 40); sequence++) {
            assertThat(window.commit(sequence)).isTrue();
        }
    }

    @Test
    void worksAtTheEndOfTheNumbers() {
        ReplayWindow window = new ReplayWindow(64);
        assertThat(window.commit(Long.MAX_VALUE - 1)).isTrue();
        assertThat(window.commit(Long.MAX_VALUE - 64)).isTrue();
        assertThat(window.commit(Long.MAX_VALUE - 65)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 65, 100, 65_600, -64})
    void refusesOtherLengths(int length) {
        assertThatThrownBy(() -> new ReplayWindow(length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replay window " + length);
    }
}
