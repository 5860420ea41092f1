package dev.ringswan.ike.wire;

import java.util.List;

/**
 * What is, or was, inside SK: the payloads of a message, encoded but not encrypted.
 *
 * @param header of the message; of a message in fragments, that of each
 * @param firstPayload type of the first payload, or {@link PayloadType#NONE}
 * @param plaintext the payloads, without padding
 */
public record PayloadChain(IkeHeader header, int firstPayload, Bytes plaintext) {
    /** Bytes of a payload's header. */
    static final int PAYLOAD_HEADER_LENGTH = 4;
    /** What is left for payloads in the longest message. */
    static final int LENGTH_MAX = Limits.MESSAGE_LENGTH_MAX - IkeHeader.LENGTH - PAYLOAD_HEADER_LENGTH;

    /** Checks the length. */
    public PayloadChain {
        if (plaintext.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    plaintext.length() + " bytes of payloads, expected at most " + LENGTH_MAX);
        }
    }

    /** Encodes the payloads of a message that is to be sealed. */
    public static PayloadChain of(IkeHeader header, List<Payload> payloads) {
        return new PayloadChain(header, MessageEncoder.first(payloads), Bytes.wrap(MessageEncoder.chain(payloads)));
    }

    /** Reads the payloads. An error is that of an authenticated peer, and may be answered. */
    public Message decode() throws InvalidSyntaxException {
        header.checkSupported();
        return new Message(header, MessageDecoder.inner(firstPayload, plaintext));
    }

    /**
     * What an IKE_INTERMEDIATE message adds to the authentication of both sides (RFC 9242 §3.3.2): IntAuth_A, that is the
     * header and the header of SK with lengths as if nothing were encrypted or in fragments, and IntAuth_P, the
     * payloads.
     */
    public byte[] intermediateAuthData() {
        ByteWriter out = new ByteWriter();
        int payloadLength = PAYLOAD_HEADER_LENGTH + plaintext.length();
        header.encode(out, PayloadType.SK, IkeHeader.LENGTH + payloadLength);
        out.int8(firstPayload);
        out.int8(0);
        out.int16(payloadLength);
        out.bytes(plaintext);
        return out.toArray();
    }
}
