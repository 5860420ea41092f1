package dev.ringswan.ike.wire;

/**
 * A message of EAP (RFC 7296 §3.16), unread
 *
 * @param message  it would be relayed.:as received
 */
public record EapPayload(Bytes message) implements Payload {
    @Override
    public int type() {
        return PayloadType.EAP;
    }
}
