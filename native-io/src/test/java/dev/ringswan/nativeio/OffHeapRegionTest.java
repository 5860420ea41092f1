package dev.ringswan.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class OffHeapRegionTest {
    @Test
    void isZeroAndAligned() {
        for (long length : new long[] {1, 64, 4096, 3 << 20}) {
            try (OffHeapRegion region = new OffHeapRegion(length)) {
                assertThat(region.length()).isEqualTo(length);
                assertThat(region.address() % OffHeapRegion.ALIGNMENT).isZero();
                assertThat(sum(region)).as("length %d", length).isZero();
            }
        }
    }

    @Test
    void startsWhereItIsAskedTo() {
        for (long alignment = OffHeapRegion.ALIGNMENT; alignment <= 2 << 20; alignment <<= 1) {
            try (OffHeapRegion region = new OffHeapRegion(100, alignment)) {
                assertThat(region.address() % alignment).isZero();
            }
        }
        assertThatThrownBy(() -> new OffHeapRegion(64, 32)).hasMessage("a region starts at a multiple of 64, not 32");
    }

    @Test
    void canBeClosedTwice() {
        OffHeapRegion region = new OffHeapRegion(64);
        region.close();
        region.close();
        assertThatThrownBy(() -> region.segment().get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToBeEmpty() {
        assertThatThrownBy(() -> new OffHeapRegion(0)).hasMessage("a region needs at least 1 byte, not 0");
    }

    private static long sum(OffHeapRegion region) {
        long sum = 0;
        for (long i = 0; i < region.length(); i++) {
            sum += region.segment().get(ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }
}
