package dev.ringswan.ike.crypto;

/**
 * What the peer sent is refused: a public value outside its group, a wrong signature, a certificate nobody vouches for.
 * The message is a sentence for the operator; it never holds key material.
 */
public final class CryptoRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal for the reason given. */
    public CryptoRefusal(String reason) {
        super(reason);
    }

    /** A refusal for the reason given, found by a library that threw {@code cause}. */
    public CryptoRefusal(String reason, Throwable cause) {
        super(reason, cause);
    }
}
