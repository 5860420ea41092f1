package dev.ringswan.ike.crypto;

import java.security.SecureRandom;

/**
 * One way to agree on a secret: a Diffie-Hellman group, or a KEM, in which the two sides do different things (RFC 9370).
 * A port: simulations use a cheap one.
 *
 * <pre>
 *   initiator                                   responder
 *   start(random) ── public value ────────────▶ respond(value, random)
 *   finish(value) ◀──────────── public value ──     │
 *       └─ Secret                                   └─ Secret, the same
 * </pre>
 *
 * <p>All randomness is drawn from the generator given, so the same stream gives the same bytes. Key pairs are made for
 * one exchange and used once (RFC 6989 §2.1 allows the shorter checks then).
 *
 * <p><em>Threading:</em> stateless; both calls are pure functions that may run on a worker.
 */
public interface KeyExchangeMethod {
    /** The number in a proposal (transform type 4 and the additional key exchanges). */
    int transformId();

    /** The name for messages, as in the configuration: {@code modp2048}, {@code x25519}, {@code mlkem768}. */
    String methodName();

    /** Bytes of the initiator's public value. */
    int initiatorLength();

    /** Bytes of the responder's public value. */
    int responderLength();

    /** Makes the initiator's half. */
    Initiator start(SecureRandom random);

    /**
     * Answers an initiator.
     *
     * @throws CryptoRefusal when the value is not one that the method allows
     */
    Response respond(byte[] initiatorValue, SecureRandom random) throws CryptoRefusal;

    /** The initiator's half, which waits for an answer. Close it when none comes: its private key is wiped. */
    interface Initiator extends AutoCloseable {
        /** The public value to send; a copy. */
        byte[] publicValue();

        /**
         * The shared secret.
         *
         * @throws CryptoRefusal when the value is not one that the method allows
         */
        Secret finish(byte[] responderValue) throws CryptoRefusal;

        @Override
        void close();
    }

    /** The responder's public value and the shared secret. */
    final class Response implements AutoCloseable {
        private final byte[] publicValue;
        private final Secret sharedSecret;

        /** Takes both over. */
        public Response(byte[] publicValue, Secret sharedSecret) {
            this.publicValue = publicValue;
            this.sharedSecret = sharedSecret;
        }

        /** The public value to send; a copy. */
        public byte[] publicValue() {
            return publicValue.clone();
        }

        /** The shared secret, which the caller closes, here or itself. */
        public Secret sharedSecret() {
            return sharedSecret;
        }

        /** Wipes the secret. */
        @Override
        public void close() {
            sharedSecret.close();
        }
    }
}
