package dev.ringswan.gateway.config;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Key material. It does not print, and it is wiped when it is closed; closing twice does nothing.
 *
 * <p><em>Ownership:</em> the array becomes the secret's own.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;

    /** Takes the array over; the caller keeps no reference to it. */
    public Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** In bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy, which is the caller's to wipe. */
    public byte[] copy() {
        return bytes.clone();
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Of the length only: a hash must not tell about the bytes. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
