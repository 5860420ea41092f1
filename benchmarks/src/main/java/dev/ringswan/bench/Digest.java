package dev.ringswan.bench;

import dev.ringswan.nativeio.PacketBurst;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the packets of a burst and what is known of them, shortened to 16 bytes. */
final class Digest {
    private static final int LENGTH = 16;

    private final MessageDigest hash;

    Digest() {
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds verdict, length and bytes of all packets. */
    Digest add(PacketBurst packets) {
        for (int i = 0; i < packets.count(); i++) {
            byte[] bytes = new byte[packets.length(i)];
            packets.getBytes(packets.offset(i), bytes, 0, bytes.length);
            hash.update(packets.verdict(i));
            add(bytes.length);
            hash.update(bytes);
        }
        return this;
    }

    Digest add(long number) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            hash.update((byte) (number >>> shift));
        }
        return this;
    }

    /** The digest; this object starts again. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(hash.digest(), 0, LENGTH);
    }
}
