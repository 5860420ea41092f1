package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeySlabTest {
    private final KeySlab slab = new KeySlab(640);

    @Test
    void givesEachSlotOnceAndOnACacheLine() {
        Set<Long> slots = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long slot = slab.allocate();
            assertThat(slot % 64).isZero();
            assertThat(slots.add(slot)).isTrue();
            assertThat(Memory.getLong(slot)).isZero();
            Memory.putLong(slot, slot); // the memory of chunks to come must not be this
        }
        assertThat(slots).allSatisfy(slot -> assertThat(Memory.getLong(slot)).isEqualTo(slot));
        List<Long> sorted = slots.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(sorted.get(i) - sorted.get(i - 1)).isGreaterThanOrEqualTo(640);
        }
    }

    @Test
    void givesBackWipedSlotsBeforeItGrows() {
        List<Long> slots = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            slots.add(slab.allocate());
        }
        for (long slot : slots) {
            Memory.putLong(slot, -1);
            Memory.putLong(slot + 632, -1);
            slab.release(slot);
        }

        Set<Long> again = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            long slot = slab.allocate();
            again.add(slot);
            assertThat(Memory.getLong(slot)).isZero();
            assertThat(Memory.getLong(slot + 632)).isZero();
        }
        assertThat(again).containsAll(slots);
    }

    @Test
    void refusesSlotsThatAreNotWholeCacheLines() {
        assertThatThrownBy(() -> new KeySlab(100)).isInstanceOf(IllegalArgumentException.class);
    }
}
