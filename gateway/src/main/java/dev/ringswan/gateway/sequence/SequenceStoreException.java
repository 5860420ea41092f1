package dev.ringswan.gateway.sequence;

/** The store cannot promise that a number is unused, so nothing may be sent with the key. Says why, and the cure. */
public final class SequenceStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SequenceStoreException(String message) {
        super(message);
    }

    SequenceStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
