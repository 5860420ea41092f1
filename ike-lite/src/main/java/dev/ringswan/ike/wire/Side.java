package dev.ringswan.ike.wire;

/** Who a payload speaks of: the initiator (IDi, TSi) or the responder (IDr, TSr) of the exchange. */
public enum Side {
    INITIATOR,
    RESPONDER;

    /** The letter that RFC 7296 §1.2 writes behind the payload. */
    char letter() {
        return this == INITIATOR ? 'i' : 'r';
    }
}
