package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes to a message, or an {@link InvalidSyntaxException}; nothing else, whatever the bytes are. Work and memory are
 * linear in their number.
 *
 * <pre>
 * | Next Payload (8) |C| RESERVED (7) | Payload Length (16) | body |      RFC 7296 §3.2
 * </pre>
 *
 * An SK or SKF payload is kept as it is. It must be the only payload outside: the RFC allows others before it, but
 * nobody sends them, and nobody would have reason to trust them.
 */
public final class MessageDecoder {
    private static final int HEADER_LENGTH = 4;
    private static final int CRITICAL = 0x80;
    private static final String WHERE = "payload header";

    private MessageDecoder() {}

    /** Reads a datagram (without a non-ESP marker). */
    public static Message decode(byte[] datagram) throws InvalidSyntaxException {
        IkeHeader header = IkeHeader.decode(datagram);
        header.checkSupported();
        int first = Byte.toUnsignedInt(datagram[IkeHeader.NEXT_PAYLOAD_OFFSET]);
        ByteReader in = new ByteReader(WHERE, datagram, IkeHeader.LENGTH, datagram.length);
        return new Message(header, payloads(first, in, true));
    }

    /** Reads a chain of payloads that was inside an SK payload. */
    static List<Payload> inner(int first, Bytes chain) throws InvalidSyntaxException {
        return payloads(first, new ByteReader(WHERE, chain.content(), 0, chain.length()), false);
    }

    private static List<Payload> payloads(int first, ByteReader in, boolean outer) throws InvalidSyntaxException {
        List<Payload> payloads = new ArrayList<>();
        int type = first;
        for (int count = 0; type != PayloadType.NONE; count++) {
            if (count == Limits.PAYLOADS_MAX) {
                throw in.fail("more than " + Limits.PAYLOADS_MAX + " payloads");
            }
            int start = in.position();
            int next = in.int8("next payload");
            boolean critical = (in.int8("flags") & CRITICAL) != 0;
            int length = in.int16("payload length");
            if (length < HEADER_LENGTH) {
                throw in.fail("a payload of " + length + " bytes, expected at least " + HEADER_LENGTH);
            }
            ByteReader body = in.part(PayloadType.name(type), length - HEADER_LENGTH, PayloadType.name(type));
            if (isEncrypted(type)) {
                if (!outer || count > 0 || in.remaining() > 0) {
                    throw body.fail("expected it to be the only payload, and not inside another");
                }
                return List.of(payload(type, next, body));
            }
            if (PayloadType.isKnown(type)) {
                payloads.add(payload(type, next, body));
            } else if (critical) {
                throw unsupported(type, start);
            }
            type = next;
        }
        in.end();
        return payloads;
    }

    private static boolean isEncrypted(int type) {
        return type == PayloadType.SK || type == PayloadType.SKF;
    }

    /** The records check themselves; what they refuse to be is here the peer's mistake. */
    private static Payload payload(int type, int next, ByteReader body) throws InvalidSyntaxException {
        try {
            return switch (type) {
                case PayloadType.SA -> SaPayload.decode(body);
                case PayloadType.KE -> KePayload.decode(body);
                case PayloadType.IDI -> IdPayload.decode(Side.INITIATOR, body);
                case PayloadType.IDR -> IdPayload.decode(Side.RESPONDER, body);
                case PayloadType.CERT -> CertPayload.decode(body);
                case PayloadType.CERTREQ -> CertRequestPayload.decode(body);
                case PayloadType.AUTH -> AuthPayload.decode(body);
                case PayloadType.NONCE -> new NoncePayload(body.rest());
                case PayloadType.NOTIFY -> NotifyPayload.decode(body);
                case PayloadType.DELETE -> DeletePayload.decode(body);
                case PayloadType.VENDOR_ID -> new VendorIdPayload(body.rest());
                case PayloadType.TSI -> TsPayload.decode(Side.INITIATOR, body);
                case PayloadType.TSR -> TsPayload.decode(Side.RESPONDER, body);
                case PayloadType.SK -> new EncryptedPayload(next, body.rest());
                case PayloadType.CP -> new ConfigurationPayload(body.rest());
                case PayloadType.EAP -> new EapPayload(body.rest());
                case PayloadType.SKF -> EncryptedFragmentPayload.decode(next, body);
                default -> throw new IllegalStateException("no decoder for payload type " + type);
            };
        } catch (IllegalArgumentException e) {
            throw body.fail(String.valueOf(e.getMessage()));
        }
    }

    private static InvalidSyntaxException unsupported(int type, int start) {
        return new InvalidSyntaxException(
                PayloadType.name(type),
                start,
                "critical, but of a type that is not known here",
                NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Bytes.wrap(new byte[] {(byte) type})));
    }
}
