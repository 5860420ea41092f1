package dev.ringswan.ike.exchange;

/** An IKE SA comes to its end, for a reason that the operator is told. */
public final class ExchangeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** For that reason. */
    ExchangeFailure(String reason) {
        super(reason, null, false, false);
    }
}
