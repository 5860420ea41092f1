package dev.ringswan.ike.wire;

/**
 * Ni or Nr (RFC 7296 §3.9).
 *
 * @param nonce 16 to 256 bytes
 */
public record NoncePayload(Bytes nonce) implements Payload {
    /** The shortest allowed. */
    public static final int LENGTH_MIN = 16;
    /** The longest allowed. */
    public static final int LENGTH_MAX = 256;

    /** Checks the length. */
    public NoncePayload {
        if (nonce.length() < LENGTH_MIN || nonce.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a nonce of " + nonce.length() + " bytes, expected " + LENGTH_MIN + " to " + LENGTH_MAX);
        }
    }

    @Override
    public int type() {
        return PayloadType.NONCE;
    }

    /** As strongSwan abbreviates it. */
    @Override
    public String label() {
        return "No";
    }
}
