package dev.ringswan.gateway.sequence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The content of one file of the store: one line of text with a checksum, so that a torn or edited file is recognised.
 *
 * <pre>ringswan-sequence 1 FINGERPRINT LIMIT CHECKSUM\n</pre>
 *
 * @param limit exclusive end of the numbers that may have been used; at least 1
 */
record StoredLimit(KeyFingerprint key, long limit) {
    private static final String MAGIC = "ringswan-sequence 1";

    byte[] encode() {
        String body = MAGIC + ' ' + key.hex() + ' ' + limit;
        return (body + ' ' + checksum(body) + '\n').getBytes(StandardCharsets.US_ASCII);
    }

    /** Empty when the bytes are not exactly what {@link #encode} makes. */
    static Optional<StoredLimit> decode(byte[] content) {
        String[] words = new String(content, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words.length != 5 || !words[2].matches("[0-9a-f]{32}") || !words[3].matches("[1-9][0-9]{0,18}")) {
            return Optional.empty();
        }
        try {
            StoredLimit stored = new StoredLimit(new KeyFingerprint(words[2]), Long.parseLong(words[3]));
            return Arrays.equals(stored.encode(), content) ? Optional.of(stored) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // 19 digits, more than a long holds
        }
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(crc.getValue());
    }
}
