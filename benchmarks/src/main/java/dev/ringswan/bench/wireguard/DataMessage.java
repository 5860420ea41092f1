package dev.ringswan.bench.wireguard;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadKey;

/**
 * The transport data message of WireGuard. Numbers are little-endian.
 *
 * <pre>
 *   | type 4 | 0 0 0 | receiver index (4) | counter (8) | packet, zeros up to a multiple of 16 (encrypted) | tag (16) |
 * </pre>
 *
 * ChaCha20-Poly1305 (RFC 8439) with the nonce 0 0 0 0 ‖ counter and no associated data.
 */
final class DataMessage {
    static final int HEADER_LENGTH = 16;
    static final int TAG_LENGTH = 16;
    /** A message around no packet: a keepalive. */
    static final int LENGTH_MIN = HEADER_LENGTH + TAG_LENGTH;
    /** Counters behind the highest one that are still accepted. */
    static final int WINDOW_LENGTH = 8_128;

    private static final int TYPE_AND_RESERVED = 0x0400_0000;
    private static final int RECEIVER = 4;
    private static final int COUNTER = 8;
    private static final int ALIGNMENT = 16;

    private DataMessage() {}

    /** Bytes of a packet with its padding. */
    static int paddedLength(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Whether these bytes have type, length and alignment of a data message. */
    static boolean isSane(PacketBurst packets, int offset, int length) {
        return length >= LENGTH_MIN && length % ALIGNMENT == 0 && packets.getInt(offset) == TYPE_AND_RESERVED;
    }

    static int receiver(PacketBurst packets, int offset) {
        return Integer.reverseBytes(packets.getInt(offset + RECEIVER));
    }

    static long counter(PacketBurst packets, int offset) {
        return Long.reverseBytes(packets.getLong(offset + COUNTER));
    }

    static void write(PacketBurst packets, int offset, int receiver, long counter) {
        packets.putInt(offset, TYPE_AND_RESERVED);
        packets.putInt(offset + RECEIVER, Integer.reverseBytes(receiver));
        packets.putLong(offset + COUNTER, Long.reverseBytes(counter));
    }

    /** Adds a whole message, whose header is in place, to a batch. */
    static void add(AeadBatch batch, AeadKey key, PacketBurst packets, int offset, int length) {
        long nonce = packets.getLong(offset + COUNTER);
        int item = batch.addAead(key, packets.address(offset + HEADER_LENGTH), length - LENGTH_MIN, 0, nonce, 0);
        batch.aad(item, packets.address(offset), 0);
    }
}
