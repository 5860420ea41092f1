package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.Engines;
import dev.ringswan.dataplane.OneGateway;
import dev.ringswan.dataplane.esp.EspSuite;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InboundSaTableTest {
    private final SecureRandom random = new SecureRandom();
    private final InboundSaTable table = new InboundSaTable(16);

    private static InboundSa sa(int spi) {
        return new InboundSa(OneGateway.sa(spi, EspSuite.AES128_GCM16), Engines.fastest(), true, 0);
    }

    @Test
    void findsWhatIsInstalledAndNothingElse() {
        int spi = table.allocate(random);
        InboundSa sa = sa(spi);
        assertThat(table.lookup(spi)).isNull();
        table.install(sa);
        assertThat(table.lookup(spi)).isSameAs(sa);
        assertThat(table.lookup(spi ^ 0x100)).as("same slot, other SPI").isNull();
        assertThat(table.lookup(spi ^ 1)).as("other slot").isNull();
        assertThat(table.unlink(spi)).isSameAs(sa);
        assertThat(table.lookup(spi)).isNull();
        assertThat(table.unlink(spi)).isNull();
    }

    @Test
    void allocatesEachSlotOnceAndNoReservedSpi() {
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            int spi = table.allocate(random);
            assertThat(Integer.toUnsignedLong(spi)).isGreaterThanOrEqualTo(256);
            slots.add(spi & 15);
        }
        assertThat(slots).hasSize(16);
        assertThatThrownBy(() -> table.allocate(random))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("16 inbound SAs");
    }

    @Test
    void reusesASlotOnlyWhenItIsFreed() {
        int[] spis = new int[16];
        for (int i = 0; i < spis.length; i++) {
            spis[i] = table.allocate(random);
        }
        table.install(sa(spis[5]));
        assertThat(table.unlink(spis[5])).isNotNull();
        assertThatThrownBy(() -> table.allocate(random)).isInstanceOf(IllegalStateException.class);
        table.free(spis[5]);
        int again = table.allocate(random);
        assertThat(again & 15).isEqualTo(spis[5] & 15);
    }

    @Test
    void refusesASecondSaInASlot() {
        table.install(sa(0xAB00_0003));
        assertThatThrownBy(() -> table.install(sa(0xCD00_0003)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0xcd000003")
                .hasMessageContaining("0xab000003");
        assertThat(table.lookup(0xCD00_0003)).isNull();
    }

    @Test
    void refusesOtherCapacities() {
        for (int capacity : new int[] {0, 1, 3, 1 << 25, -4}) {
            assertThatThrownBy(() -> new InboundSaTable(capacity)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
