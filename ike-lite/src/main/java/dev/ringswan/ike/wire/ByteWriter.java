package dev.ringswan.ike.wire;

import java.util.Arrays;

/** Writes big-endian fields into a growing array. A value that does not fit its field is a bug of the caller. */
final class ByteWriter {
    private byte[] target = new byte[512];
    private int length;

    int length() {
        return length;
    }

    void int8(int value) {
        require(value, 0xff);
        grow(1);
        target[length++] = (byte) value;
    }

    void int16(int value) {
        require(value, 0xffff);
        int8(value >>> 8);
        int8(value & 0xff);
    }

    void int32(int value) {
        int16(value >>> 16);
        int16(value & 0xffff);
    }

    void int64(long value) {
        int32((int) (value >>> 32));
        int32((int) value);
    }

    void bytes(Bytes bytes) {
        bytes(bytes.content());
    }

    void bytes(byte[] bytes) {
        grow(bytes.length);
        System.arraycopy(bytes, 0, target, length, bytes.length);
        length += bytes.length;
    }

    void zeros(int count) {
        grow(count);
        length += count;
    }

    /** Writes the 16-bit field at {@code offset} again, now that its value is known. */
    void patch16(int offset, int value) {
        require(value, 0xffff);
        target[offset] = (byte) (value >>> 8);
        target[offset + 1] = (byte) value;
    }

    /** Writes the 8-bit field at {@code offset} again. */
    void patch8(int offset, int value) {
        require(value, 0xff);
        target[offset] = (byte) value;
    }

    byte[] toArray() {
        return Arrays.copyOf(target, length);
    }

    private void grow(int count) {
        if (count > Limits.MESSAGE_LENGTH_MAX - length) {
            throw new IllegalArgumentException("a message longer than " + Limits.MESSAGE_LENGTH_MAX + " bytes");
        }
        if (length + count > target.length) {
            target = Arrays.copyOf(target, Math.max(2 * target.length, length + count));
        }
    }

    private static void require(int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(value + " does not fit a field of 0 to " + max);
        }
    }
}
