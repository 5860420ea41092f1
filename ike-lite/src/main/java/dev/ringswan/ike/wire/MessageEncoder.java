package dev.ringswan.ike.wire;

import java.util.List;

/** A message to bytes. Reserved fields, the minor version and critical flags are zero (RFC 7296 §2.5, §3.2). */
public final class MessageEncoder {
    private MessageEncoder() {}

    /**
     * Writes a message that is sent in clear.
     *
     * @throws IllegalArgumentException if it is longer than {@link Limits#MESSAGE_LENGTH_MAX}, or one of its payloads is
     */
    public static byte[] encode(Message message) {
        byte[] chain = chain(message.payloads());
        ByteWriter out = new ByteWriter();
        message.header().encode(out, first(message.payloads()), IkeHeader.LENGTH + chain.length);
        out.bytes(chain);
        return out.toArray();
    }

    static int first(List<Payload> payloads) {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
    }

    static byte[] chain(List<Payload> payloads) {
        ByteWriter out = new ByteWriter();
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            int start = out.length();
            out.int8(next(payloads, i));
            out.int8(0);
            out.int16(0);
            body(payload, out);
            out.patch16(start + 2, out.length() - start);
        }
        return out.toArray();
    }

    /** The type of the payload behind, or inside. */
    private static int next(List<Payload> payloads, int index) {
        return switch (payloads.get(index)) {
            case EncryptedPayload sealed -> sealed.firstPayload();
            case EncryptedFragmentPayload sealed -> sealed.firstPayload();
            default -> first(payloads.subList(index + 1, payloads.size()));
        };
    }

    private static void body(Payload payload, ByteWriter out) {
        switch (payload) {
            case AuthPayload auth -> auth.encode(out);
            case CertPayload cert -> cert.encode(out);
            case CertRequestPayload request -> request.encode(out);
            case ConfigurationPayload configuration -> out.bytes(configuration.data());
            case DeletePayload delete -> delete.encode(out);
            case EapPayload eap -> out.bytes(eap.message());
            case EncryptedFragmentPayload fragment -> fragment.encode(out);
            case EncryptedPayload encrypted -> out.bytes(encrypted.body());
            case IdPayload id -> id.encode(out);
            case KePayload ke -> ke.encode(out);
            case NoncePayload nonce -> out.bytes(nonce.nonce());
            case NotifyPayload notify -> notify.encode(out);
            case SaPayload sa -> sa.encode(out);
            case TsPayload ts -> ts.encode(out);
            case VendorIdPayload vendor -> out.bytes(vendor.data());
        }
    }
}
