package dev.ringswan.ike.wire;

/** Reads big-endian fields from a part of an array, and never beyond. Knows where it is, to say so in errors. */
final class ByteReader {
    private final String payload;
    private final byte[] source;
    private final int limit;
    private int position;

    ByteReader(String payload, byte[] source, int start, int limit) {
        this.payload = payload;
        this.source = source;
        this.position = start;
        this.limit = limit;
    }

    int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    int int8(String field) throws InvalidSyntaxException {
        require(1, field);
        return Byte.toUnsignedInt(source[position++]);
    }

    int int16(String field) throws InvalidSyntaxException {
        require(2, field);
        return int8(field) << 8 | int8(field);
    }

    int int32(String field) throws InvalidSyntaxException {
        require(4, field);
        return int16(field) << 16 | int16(field);
    }

    long int64(String field) throws InvalidSyntaxException {
        require(8, field);
        return (long) int32(field) << 32 | Integer.toUnsignedLong(int32(field));
    }

    Bytes bytes(int length, String field) throws InvalidSyntaxException {
        require(length, field);
        Bytes bytes = Bytes.of(source, position, length);
        position += length;
        return bytes;
    }

    Bytes rest() {
        Bytes bytes = Bytes.of(source, position, limit - position);
        position = limit;
        return bytes;
    }

    void skip(int length, String field) throws InvalidSyntaxException {
        require(length, field);
        position += length;
    }

    /** A reader of the next {@code length} bytes, which this one skips. */
    ByteReader part(String part, int length, String field) throws InvalidSyntaxException {
        require(length, field);
        ByteReader reader = new ByteReader(part, source, position, position + length);
        position += length;
        return reader;
    }

    void end() throws InvalidSyntaxException {
        if (position < limit) {
            throw fail(remaining() + " bytes more than its fields need");
        }
    }

    InvalidSyntaxException fail(String problem) {
        return new InvalidSyntaxException(payload, position, problem);
    }

    private void require(int length, String field) throws InvalidSyntaxException {
        if (length > remaining()) {
            throw fail("expected " + field + " of " + length + " bytes, found " + remaining());
        }
    }
}
