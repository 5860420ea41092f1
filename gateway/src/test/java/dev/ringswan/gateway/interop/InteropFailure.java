package dev.ringswan.gateway.interop;

/** A scenario did not end as it should; the message says why. */
final class InteropFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InteropFailure(String reason) {
        super(reason);
    }
}
