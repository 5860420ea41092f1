package dev.ringswan.ike.wire;

/**
 * The SK payload, unopened (RFC 7296 §3.14). {@link SealedMessage} opens it.
 *
 * <pre>
 * | IV | encrypted: payloads, padding, pad length (8) | ICV |
 * </pre>
 *
 * @param firstPayload type of the first payload inside, or {@link PayloadType#NONE}
 * @param body IV, ciphertext and ICV
 */
public record EncryptedPayload(int firstPayload, Bytes body) implements Payload {
    @Override
    public int type() {
        return PayloadType.SK;
    }
}
