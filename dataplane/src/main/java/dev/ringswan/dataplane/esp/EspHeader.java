package dev.ringswan.dataplane.esp;

import dev.ringswan.nativeio.PacketBurst;

/** The two fields every ESP packet starts with (RFC 4303 §2.1, §2.2). The packet is drawn in the package documentation. */
public final class EspHeader {
    /** Bytes of SPI and sequence number. */
    public static final int LENGTH = 8;
    /** SPIs 1 to 255 are reserved, 0 is never sent (RFC 4303 §2.1). */
    public static final int SPI_MIN = 256;

    private static final int SPI_OFFSET = 0;
    private static final int SEQUENCE_OFFSET = 4;

    private EspHeader() {}

    public static int spi(PacketBurst burst, int offset) {
        return burst.getInt(offset + SPI_OFFSET);
    }

    /** Low 32 bits of the sequence number, to be read as unsigned. */
    public static int sequenceLow(PacketBurst burst, int offset) {
        return burst.getInt(offset + SEQUENCE_OFFSET);
    }

    /** Writes SPI, the low 32 bits of the sequence number, and an IV of eight bytes. */
    public static void write(PacketBurst burst, int offset, int spi, long sequence, long iv) {
        write(burst, offset, spi, sequence);
        burst.putLong(offset + LENGTH, iv);
    }

    /** Writes SPI and the low 32 bits of the sequence number. */
    public static void write(PacketBurst burst, int offset, int spi, long sequence) {
        burst.putLong(offset, ((long) spi << 32) | (sequence & 0xFFFF_FFFFL));
    }
}
