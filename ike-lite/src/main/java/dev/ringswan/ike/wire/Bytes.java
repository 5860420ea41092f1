package dev.ringswan.ike.wire;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable string of bytes, compared by content. Its text is its length only, so that no record that holds one can
 * print a secret. Comparison takes the same time wherever two strings of one length differ.
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of {@code content}. */
    public static Bytes of(byte[] content) {
        return wrap(content.clone());
    }

    /** A copy of {@code length} bytes of {@code content} from {@code offset} on. */
    public static Bytes of(byte[] content, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, content.length);
        return wrap(Arrays.copyOfRange(content, offset, offset + length));
    }

    /** Takes over an array that nobody else will write to. */
    static Bytes wrap(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content);
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    /** The byte at {@code index}, 0 to 255. */
    public int at(int index) {
        return Byte.toUnsignedInt(content[index]);
    }

    /** The bytes from {@code start} to before {@code limit}. */
    public Bytes slice(int start, int limit) {
        return of(content, start, limit - start);
    }

    /** A copy. */
    public byte[] toArray() {
        return content.clone();
    }

    /** The content itself, to be read only. */
    byte[] content() {
        return content;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && MessageDigest.isEqual(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The length, never the content. */
    @Override
    public String toString() {
        return "[" + content.length + " bytes]";
    }
}
