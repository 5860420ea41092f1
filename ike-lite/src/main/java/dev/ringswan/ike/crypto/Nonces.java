package dev.ringswan.ike.crypto;

import java.nio.ByteBuffer;

/**
 * The nonces of one exchange, the data of the payloads Ni and Nr (RFC 7296 §2.10). They are public; nobody changes the
 * arrays.
 *
 * <p>A class rather than a record: equality of arrays would be misleading, and nobody compares nonces here.
 */
public final class Nonces {
    private final byte[] initiator;
    private final byte[] responder;

    private Nonces(byte[] initiator, byte[] responder) {
        this.initiator = initiator;
        this.responder = responder;
    }

    /** The nonces of who started the exchange and of who answered; copied. */
    public static Nonces of(byte[] initiator, byte[] responder) {
        return new Nonces(initiator.clone(), responder.clone());
    }

    /** {@code Ni | Nr}. */
    byte[] joined() {
        return ByteBuffer.allocate(initiator.length + responder.length)
                .put(initiator)
                .put(responder)
                .array();
    }
}
