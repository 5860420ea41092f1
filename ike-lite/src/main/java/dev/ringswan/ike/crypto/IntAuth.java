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
 * are counted as if IV, padding and ICV were not there, and as if the message had come in one piece: {@link
 * dev.ringswan.ike.wire.PayloadChain#intermediateAuthData} has it so.
 *
 * <p><em>Threading:</em> one thread.
 */
public final class IntAuth {
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
     * @param message A and P; only read
     */
    public void addRequest(Secret skPi, byte[] message) {
        initiator = next(skPi, initiator, message);
    }

    /** Adds an IKE_INTERMEDIATE response: as above, with the responder's key. */
    public void addResponse(Secret skPr, byte[] message) {
        responder = next(skPr, responder, message);
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

    private byte[] next(Secret key, byte @Nullable [] previous, byte[] message) {
        return previous == null ? prf.apply(key, message) : prf.apply(key, previous, message);
    }
}
