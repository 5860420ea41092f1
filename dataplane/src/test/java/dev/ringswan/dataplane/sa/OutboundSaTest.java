package dev.ringswan.dataplane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.Engines;
import dev.ringswan.dataplane.OneGateway;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.Endpoint;
import org.junit.jupiter.api.Test;

final class OutboundSaTest {
    private static final long EXHAUSTED = -DropReason.SEQUENCE_EXHAUSTED.code();
    private static final long OVER = -DropReason.LIFETIME.code();
    private static final long LIMITLESS = SaLifetime.UNLIMITED;

    private static OutboundSa sa(SaParameters parameters) {
        return new OutboundSa(parameters, Engines.fastest(), true, (byte) 0, 1000);
    }

    private static SaParameters parameters() {
        return OneGateway.sa(0xC000_0001, EspSuite.AES128_GCM16);
    }

    @Test
    void countsFromTheFirstNumber() {
        try (OutboundSa sa = sa(parameters().withSequence(17, Long.MAX_VALUE))) {
            assertThat(sa.claimSequence(100, 1000)).isEqualTo(17);
            assertThat(sa.claimSequence(100, 1000)).isEqualTo(18);
            assertThat(sa.nextSequence()).isEqualTo(19);
        }
    }

    @Test
    void neverWrapsWithoutEsn() {
        try (OutboundSa sa = sa(parameters().withEsn(false).withSequence(0xFFFF_FFFEL, Long.MAX_VALUE))) {
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(0xFFFF_FFFEL);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(0xFFFF_FFFFL);
            for (int i = 0; i < 3; i++) {
                assertThat(sa.claimSequence(1, 1000)).isEqualTo(EXHAUSTED);
            }
            sa.extendSequence(Long.MAX_VALUE);
            assertThat(sa.claimSequence(1, 1000))
                    .as("no reservation goes beyond 32 bits")
                    .isEqualTo(EXHAUSTED);
        }
    }

    @Test
    void crosses32BitsWithEsn() {
        try (OutboundSa sa = sa(parameters().withSequence(0xFFFF_FFFFL, Long.MAX_VALUE))) {
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(0xFFFF_FFFFL);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(0x1_0000_0000L);
        }
    }

    @Test
    void neverWrapsWithEsn() {
        try (OutboundSa sa = sa(parameters().withSequence(Long.MAX_VALUE - 1, Long.MAX_VALUE))) {
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(Long.MAX_VALUE - 1);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(EXHAUSTED);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(EXHAUSTED);
        }
    }

    @Test
    void stopsAtTheReservedNumberUntilMoreAreReserved() {
        try (OutboundSa sa = sa(parameters().withSequence(1, 2))) {
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(1);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(2);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(EXHAUSTED);
            sa.extendSequence(3);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(3);
            assertThat(sa.claimSequence(1, 1000)).isEqualTo(EXHAUSTED);
        }
    }

    @Test
    void extendingNeverLowersTheLimit() {
        try (OutboundSa sa = sa(parameters().withSequence(1, 100))) {
            sa.extendSequence(50);
            assertThat(sa.sequenceLimit()).isEqualTo(100);
            sa.extendSequence(200);
            sa.extendSequence(150);
            assertThat(sa.sequenceLimit()).isEqualTo(200);
        }
    }

    @Test
    void refusesToStartBeyondItsLastNumber() {
        assertThatThrownBy(() -> sa(parameters().withEsn(false).withSequence(1L << 32, Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4294967296");
    }

    @Test
    void usesNoNumberForARefusedPacket() {
        SaLifetime lifetime = new SaLifetime(LIMITLESS, LIMITLESS, 100, 100, LIMITLESS, LIMITLESS);
        try (OutboundSa sa = sa(parameters().withLifetime(lifetime))) {
            assertThat(sa.claimSequence(60, 1000)).isEqualTo(1);
            assertThat(sa.claimSequence(60, 1000)).isEqualTo(OVER);
            assertThat(sa.claimSequence(40, 1000)).isEqualTo(OVER);
            assertThat(sa.nextSequence()).isEqualTo(2);
        }
    }

    @Test
    void asksForASuccessorAtThreeQuartersOfItsNumbers() {
        try (OutboundSa sa = sa(parameters().withEsn(false).withSequence(0xBFFF_FFF0L, Long.MAX_VALUE))) {
            int before = 0;
            while (!sa.meter().softDue()) {
                assertThat(sa.claimSequence(1, 1000)).isPositive();
                assertThat(++before).isLessThan(100);
            }
            assertThat(sa.nextSequence()).isBetween(0xBFFF_FFF1L, 0xC000_0001L);
        }
    }

    @Test
    void followsAPeerThatMovesButNotToAnotherFamily() {
        try (OutboundSa sa = sa(parameters())) {
            Endpoint moved = Endpoint.of("198.51.100.1", 7);
            sa.moveRemote(moved);
            assertThat(sa.remote()).isEqualTo(moved);
            assertThatThrownBy(() -> sa.moveRemote(Endpoint.of("2001:db8::1", 7)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void believesNoPathMtuBelow576() {
        try (OutboundSa sa = sa(parameters())) {
            assertThat(sa.innerLengthMax()).isEqualTo(1438);
            sa.pathMtu(100);
            assertThat(sa.innerLengthMax()).isEqualTo(((576 - 28 - 32) & -4) - 2);
        }
    }
}
