package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringswan.nativeio.OffHeapRegion;
import org.junit.jupiter.api.Test;

class PrefetchTest {
    @Test
    void changesNothing() {
        assumeTrue(Prefetch.isPossible(), "only Linux on x86-64 has it");
        try (OffHeapRegion region = new OffHeapRegion(4096)) {
            for (int i = 0; i < 4096; i += Long.BYTES) {
                Memory.putLong(region.address() + i, i);
            }
            for (int round = 0; round < 20_000; round++) {
                Prefetch.lines(region.address(), 1 + round % 64);
            }
            for (int i = 0; i < 4096; i += Long.BYTES) {
                assertThat(Memory.getLong(region.address() + i)).isEqualTo(i);
            }
        }
    }

    @Test
    void takesAddressesWhereNothingIs() {
        for (long address : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 47}) {
            Prefetch.lines(address, 16); // would end the process if it were a read
        }
    }
}
