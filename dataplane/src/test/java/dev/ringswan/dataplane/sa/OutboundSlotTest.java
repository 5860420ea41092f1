package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.Engines;
import dev.ringswan.dataplane.OneGateway;
import dev.ringswan.dataplane.esp.EspSuite;
import org.junit.jupiter.api.Test;

final class OutboundSlotTest {
    private final OutboundSlot slot = new OutboundSlot(3, "office");

    @Test
    void swapsTheSaAndGivesTheOldOneBack() {
        OutboundSa first = sa();
        OutboundSa second = sa();
        assertThat(slot.current()).isNull();
        assertThat(slot.swap(first)).isNull();
        assertThat(slot.current()).isSameAs(first);
        assertThat(slot.swap(second)).isSameAs(first);
        assertThat(slot.swap(null)).isSameAs(second);
        assertThat(slot.current()).isNull();
    }

    @Test
    void asksOnceForEachGap() {
        assertThat(slot.beginAcquire()).isTrue();
        assertThat(slot.beginAcquire()).isFalse();
        slot.endAcquire();
        assertThat(slot.beginAcquire()).isTrue();
        assertThat(slot.swap(sa())).isNull();
        assertThat(slot.swap(null)).isNotNull();
        assertThat(slot.beginAcquire()).as("a new gap").isTrue();
    }

    @Test
    void saysWhichChildItIs() {
        assertThat(slot.index()).isEqualTo(3);
        assertThat(slot.name()).isEqualTo("office");
        assertThat(slot).hasToString("child office");
    }

    private static OutboundSa sa() {
        return new OutboundSa(OneGateway.sa(0xC000_0001, EspSuite.AES128_GCM16), Engines.fastest(), true, (byte) 0, 0);
    }
}
