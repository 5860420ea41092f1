package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.sa.Closure;

/** An IKE SA comes to its end, for a reason that the operator is told. */
public final class ExchangeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final CloseCause cause;

    /** The two sides do not agree. */
    ExchangeFailure(String reason) {
        this(CloseCause.NEGOTIATION, reason);
    }

    /** For that reason. */
    ExchangeFailure(CloseCause cause, String reason) {
        super(reason, null, false, false);
        this.cause = cause;
    }

    /** What becomes of the IKE SA. */
    public Closure closure() {
        return new Closure(cause, String.valueOf(getMessage()));
    }
}
