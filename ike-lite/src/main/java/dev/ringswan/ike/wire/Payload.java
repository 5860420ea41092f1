package dev.ringswan.ike.wire;

/**
 * One payload of a message (RFC 7296 §3.2). Each kind is a record that checks itself: what cannot be on the wire cannot
 * be built (IllegalArgumentException), and bytes that would build it are refused by the decoder with the same words.
 */
public sealed interface Payload
        permits AuthPayload,
                CertPayload,
                CertRequestPayload,
                ConfigurationPayload,
                DeletePayload,
                EapPayload,
                EncryptedFragmentPayload,
                EncryptedPayload,
                IdPayload,
                KePayload,
                NoncePayload,
                NotifyPayload,
                SaPayload,
                TsPayload,
                VendorIdPayload {
    /** The number of its kind, one of {@link PayloadType}. */
    int type();

    /** The short name for a log line. */
    default String label() {
        return PayloadType.name(type());
    }
}
