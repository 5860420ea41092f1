package dev.ringswan.gateway.control;

/** No gateway could be asked; the message says the cure. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    ControlException(String message) {
        super(message);
    }

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
