package dev.ringswan.ike.crypto;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What binds the IKE_INTERMEDIATE exchanges into AUTH (RFC 9242 §3.3.2): each message is added to a running value per
 * direction.
 *
 * <pre>
 *   IntAuth_i1 = prf(SK_pi1,              IntAuth_i1A | IntAuth_i1P)
 *   IntAuth_i2 = prf(SK_pi2, IntAuth_i1 | IntAuth_i2A | IntAuth_i2P)   and so on, likewise r
 *   IntAuth    = IntAuth_iN | IntAuth_rN | Message ID of the first IKE_AUTH request
 * </pre>
 *
 * A is the message up to and including the header of the Encrypted payload, P the payloads inside it. Both lengths in A
 * are counted as if IV, padding and ICV were not there; this class sets them. For a fragmented message A is built as if
 * it had come in one piece.
 *
 * <p><em>Threading:</em> one thread.
 */
public final class IntAuth {
    /** Length field of the IKE header. */
    private static final int LENGTH_OFFSET = 24;

    private static final int IKE_HEADER_LENGTH = 28;
    private static final int PAYLOAD_HEADER_LENGTH = 4;

    private final Prf prf;
    private byte @Nullable [] initiator;
    private byte @Nullable [] responder;

    /** Nothing added yet. */
    public IntAuth(Prf prf) {
        this.prf = prf;
    }

    /**
     * Adds an IKE_INTERMEDIATE request.
     *
     * @param skPi the initiator's key from before this exchange
     * @param header from the IKE header to the Encrypted payload's header, both included; only read
     * @param payloads the decrypted payloads without padding; only read
     */
    public void addRequest(Secret skPi, byte[] header, byte[] payloads) {
        initiator = next(skPi, initiator, header, payloads);
    }

    /** Adds an IKE_INTERMEDIATE response: as above, with the responder's key. */
    public void addResponse(Secret skPr, byte[] header, byte[] payloads) {
        responder = next(skPr, responder, header, payloads);
    }

    /**
     * The octets for {@link SignedOctets}; empty when there was no IKE_INTERMEDIATE exchange.
     *
     * @param authMessageId of the first IKE_AUTH request
     */
    public byte[] octets(int authMessageId) {
        if (initiator == null && responder == null) {
            return new byte[0];
        }
        if (initiator == null || responder == null) {
            throw new IllegalStateException("an IKE_INTERMEDIATE exchange has only one of its two messages");
        }
        return ByteBuffer.allocate(2 * prf.length() + Integer.BYTES)
                .put(initiator)
                .put(responder)
                .putInt(authMessageId)
                .array();
    }

    private byte[] next(Secret key, byte @Nullable [] previous, byte[] header, byte[] payloads) {
        if (header.length < IKE_HEADER_LENGTH + PAYLOAD_HEADER_LENGTH) {
            throw new IllegalArgumentException(
                    "a message up to the Encrypted payload's header has 32 bytes or more, not " + header.length);
        }
        byte[] adjusted = header.clone();
        ByteBuffer.wrap(adjusted)
                .putInt(LENGTH_OFFSET, header.length + payloads.length)
                .putShort(header.length - Short.BYTES, (short) (PAYLOAD_HEADER_LENGTH + payloads.length));
        return previous == null ? prf.apply(key, adjusted, payloads) : prf.apply(key, previous, adjusted, payloads);
    }
}
