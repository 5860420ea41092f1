package dev.ringswan.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.PacketBurst;
import org.junit.jupiter.api.Test;

final class EspTrailerTest {
    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void padsToTheAlignment() {
        for (int alignment : new int[] {4, 16}) {
            for (int length = 0; length < 100; length++) {
                int padLength = EspTrailer.padLength(length, alignment);
                assertThat((length + padLength + EspTrailer.LENGTH) % alignment).isZero();
                assertThat(padLength).isBetween(0, alignment - 1);
            }
        }
    }

    @Test
    void writesPaddingThatCounts() {
        for (int padLength = 0; padLength < 256; padLength++) {
            int offset = burst.packetOffset(padLength % 60) + padLength % 7;
            EspTrailer.write(burst, offset, padLength, 41);
            int limit = offset + padLength + EspTrailer.LENGTH;
            for (int i = 0; i < padLength; i++) {
                assertThat(burst.getByte(offset + i)).isEqualTo(i + 1);
            }
            assertThat(EspTrailer.padLength(burst, limit)).isEqualTo(padLength);
            assertThat(EspTrailer.nextHeader(burst, limit)).isEqualTo(41);
            assertThat(EspTrailer.paddingIsSequential(burst, limit, padLength)).isTrue();
        }
    }

    @Test
    void overwritesNothingInFront() {
        for (int padLength = 0; padLength < 20; padLength++) {
            int offset = burst.packetOffset(1);
            burst.putByte(offset - 1, 0xA5);
            EspTrailer.write(burst, offset, padLength, 4);
            assertThat(burst.getByte(offset - 1)).isEqualTo(0xA5);
        }
    }

    @Test
    void noticesEveryChangedPadByte() {
        int offset = burst.packetOffset(0);
        for (int padLength = 1; padLength < 40; padLength++) {
            int limit = offset + padLength + EspTrailer.LENGTH;
            for (int i = 0; i < padLength; i++) {
                EspTrailer.write(burst, offset, padLength, 4);
                burst.putByte(offset + i, burst.getByte(offset + i) ^ 0x80);
                assertThat(EspTrailer.paddingIsSequential(burst, limit, padLength))
                        .isFalse();
            }
        }
    }
}
