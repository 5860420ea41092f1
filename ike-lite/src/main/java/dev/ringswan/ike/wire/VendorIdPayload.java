package dev.ringswan.ike.wire;

/**
 * Says which implementation sent it, or which private extension it knows (RFC 7296 §3.12).
 *
 * @param data what the vendor chose; compared whole
 */
public record VendorIdPayload(Bytes data) implements Payload {
    @Override
    public int type() {
        return PayloadType.VENDOR_ID;
    }
}
