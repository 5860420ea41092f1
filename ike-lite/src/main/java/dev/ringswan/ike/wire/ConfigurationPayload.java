package dev.ringswan.ike.wire;

/**
 * Addresses, DNS servers and the like for a remote host (RFC 7296 §3.15), unread
 *
 * @param data  we are no remote host.:as received
 */
public record ConfigurationPayload(Bytes data) implements Payload {
    @Override
    public int type() {
        return PayloadType.CP;
    }
}
