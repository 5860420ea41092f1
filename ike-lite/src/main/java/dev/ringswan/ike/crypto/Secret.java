package dev.ringswan.ike.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Key material of IKE: the one type in which secrets travel. It shows its length and never its bytes, compares in
 * constant time, and is wiped by {@link #close}.
 *
 * <p><em>Ownership:</em> whoever holds a secret last closes it. A wiped secret refuses to be used.
 *
 * <p><em>Threading:</em> any thread may read; closing must be ordered after the last use by the owner.
 */
public final class Secret implements AutoCloseable {
    /** An empty HMAC key and one zero byte mean the same (RFC 2104 pads with zeros), but the JDK refuses the former. */
    private static final byte[] ZERO = {0};

    private final byte[] bytes;
    private boolean wiped;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over: it must not be used by the caller any more, and is zeroed when the secret is closed. */
    public static Secret owning(byte[] bytes) {
        return new Secret(bytes);
    }

    /** A secret with a copy of the bytes; the caller keeps (and wipes) the original. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes, for the border to other modules; the caller wipes it. */
    public byte[] copy() {
        return readable().clone();
    }

    /** A new secret with {@code length} bytes from {@code offset} on. */
    public Secret slice(int offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new IndexOutOfBoundsException(length + " bytes from " + offset + " on of " + this);
        }
        return new Secret(Arrays.copyOfRange(readable(), offset, offset + length));
    }

    /** A second secret with the same bytes, closed on its own. */
    public Secret duplicate() {
        return new Secret(copy());
    }

    /** Whether {@link #close} was called. */
    public boolean wiped() {
        return wiped;
    }

    /** Zeroes the bytes. A second call does nothing. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        wiped = true;
    }

    /** The bytes themselves, for reading inside this package; never kept, never changed. */
    byte[] readable() {
        if (wiped) {
            throw new IllegalStateException("a wiped secret was used");
        }
        return bytes;
    }

    /** The bytes as a key of the JDK, which copies them. */
    SecretKey key(String algorithm) {
        return new SecretKeySpec(readable().length == 0 ? ZERO : bytes, algorithm);
    }

    /** Whether both hold the same bytes; takes the same time wherever they differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(readable(), secret.readable());
    }

    /** Of the length alone: a hash of the bytes would be a hint. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
