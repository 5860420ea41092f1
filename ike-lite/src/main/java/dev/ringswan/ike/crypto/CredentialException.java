package dev.ringswan.ike.crypto;

/**
 * One of our own key or certificate files cannot be used. The message says which, why, and the cure; it never holds key
 * material.
 */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The sentence to show. */
    public CredentialException(String message) {
        super(message);
    }

    /** The sentence to show, and what a library said. */
    public CredentialException(String message, Throwable cause) {
        super(message, cause);
    }
}
