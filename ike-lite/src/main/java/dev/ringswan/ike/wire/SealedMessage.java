package dev.ringswan.ike.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * A message whose payloads are in an SK or SKF payload, as received.
 *
 * <pre>
 * | header | SK header  | IV | payloads … padding, pad length | ICV |
 * | header | SKF header | IV | a part   … padding, pad length | ICV |
 * └── associated data ──┘ └────────────── body ─────────────────────┘
 * </pre>
 *
 * {@link #decode} looks at the outside only and what it refuses is to be dropped in silence. Nothing leaves
 * {@link #open} that is not authentic.
 */
public final class SealedMessage {
    private static final String WHERE = "SK";
    private static final int PAD_LENGTH_LENGTH = 1;

    private final IkeHeader header;
    private final Payload payload;
    private final byte[] associatedData;
    private final Bytes body;

    private SealedMessage(IkeHeader header, Payload payload, byte[] associatedData, Bytes body) {
        this.header = header;
        this.payload = payload;
        this.associatedData = associatedData;
        this.body = body;
    }

    /** Reads the outside of a datagram (without a non-ESP marker); nothing is authentic yet. */
    public static SealedMessage decode(byte[] datagram) throws InvalidSyntaxException {
        Message message = MessageDecoder.decode(datagram);
        if (message.payloads().isEmpty()) {
            throw notSealed(message);
        }
        Payload payload = message.payloads().getFirst();
        Bytes body = switch (payload) {
            case EncryptedPayload whole -> whole.body();
            case EncryptedFragmentPayload fragment -> fragment.body();
            default -> throw notSealed(message);
        };
        byte[] associatedData = Arrays.copyOf(datagram, datagram.length - body.length());
        return new SealedMessage(message.header(), payload, associatedData, body);
    }

    /** Builds the datagram of a message that needs no fragments. */
    public static byte[] seal(PayloadChain chain, PayloadProtection protection) {
        byte[] padded = padded(chain.plaintext(), protection);
        int length = overhead(0, protection) + padded.length;
        ByteWriter out = new ByteWriter();
        chain.header().encode(out, PayloadType.SK, length);
        out.int8(chain.firstPayload());
        out.int8(0);
        out.int16(length - IkeHeader.LENGTH);
        return seal(out, padded, protection);
    }

    /** Builds one fragment of a message. */
    static byte[] seal(PayloadChain chain, int number, int total, Bytes part, PayloadProtection protection) {
        byte[] padded = padded(part, protection);
        int length = overhead(EncryptedFragmentPayload.FIXED_LENGTH, protection) + padded.length;
        ByteWriter out = new ByteWriter();
        chain.header().encode(out, PayloadType.SKF, length);
        out.int8(number == 1 ? chain.firstPayload() : PayloadType.NONE);
        out.int8(0);
        out.int16(length - IkeHeader.LENGTH);
        out.int16(number);
        out.int16(total);
        return seal(out, padded, protection);
    }

    public IkeHeader header() {
        return header;
    }

    public boolean isFragment() {
        return payload instanceof EncryptedFragmentPayload;
    }

    /** The number of the fragment, from 1 on; 1 of a message in one piece. */
    public int number() {
        return payload instanceof EncryptedFragmentPayload fragment ? fragment.number() : 1;
    }

    /** How many fragments the message has; 1 of a message in one piece. */
    public int total() {
        return payload instanceof EncryptedFragmentPayload fragment ? fragment.total() : 1;
    }

    /**
     * The payloads, or empty if they are not authentic: then the datagram is to be dropped.
     *
     * @throws InvalidSyntaxException if it is authentic, but the padding is wrong
     * @throws IllegalStateException if it is a fragment: those go to {@link Fragments#add}
     */
    public Optional<PayloadChain> open(PayloadProtection protection) throws InvalidSyntaxException {
        if (isFragment()) {
            throw new IllegalStateException("a fragment cannot be opened alone");
        }
        return plaintext(protection).map(plaintext -> new PayloadChain(header, firstPayload(), plaintext));
    }

    /** The type of the first payload inside; of fragments, only the first one knows it. */
    int firstPayload() {
        return switch (payload) {
            case EncryptedPayload whole -> whole.firstPayload();
            case EncryptedFragmentPayload fragment -> fragment.firstPayload();
            default -> throw new IllegalStateException("neither SK nor SKF");
        };
    }

    /** What is inside, without padding. */
    Optional<Bytes> plaintext(PayloadProtection protection) throws InvalidSyntaxException {
        int paddedLength = body.length() - protection.ivLength() - protection.icvLength();
        if (paddedLength < PAD_LENGTH_LENGTH || paddedLength % protection.blockLength() != 0) {
            return Optional.empty();
        }
        byte[] padded = protection.open(associatedData.clone(), body.toArray());
        if (padded == null) {
            return Optional.empty();
        }
        int padLength = Byte.toUnsignedInt(padded[padded.length - 1]);
        int length = padded.length - PAD_LENGTH_LENGTH - padLength;
        if (length < 0) {
            throw new InvalidSyntaxException(
                    WHERE,
                    associatedData.length + protection.ivLength() + padded.length - 1,
                    "pad length " + padLength + " in " + padded.length + " bytes");
        }
        return Optional.of(Bytes.of(padded, 0, length));
    }

    /** Bytes of the datagram around an SK payload's, or, with the two numbers, an SKF payload's ciphertext. */
    static int overhead(int fieldsLength, PayloadProtection protection) {
        return IkeHeader.LENGTH
                + PayloadChain.PAYLOAD_HEADER_LENGTH
                + fieldsLength
                + protection.ivLength()
                + protection.icvLength();
    }

    /** Bytes of that plaintext with pad length and as little padding as the block length allows. */
    static int paddedLength(int plaintextLength, PayloadProtection protection) {
        int block = protection.blockLength();
        return (plaintextLength + PAD_LENGTH_LENGTH + block - 1) / block * block;
    }

    private static InvalidSyntaxException notSealed(Message message) {
        return new InvalidSyntaxException("message", 0, "nothing encrypted in " + message + ", expected SK");
    }

    private static byte[] padded(Bytes plaintext, PayloadProtection protection) {
        byte[] padded = Arrays.copyOf(plaintext.content(), paddedLength(plaintext.length(), protection));
        padded[padded.length - 1] = (byte) (padded.length - PAD_LENGTH_LENGTH - plaintext.length());
        return padded;
    }

    private static byte[] seal(ByteWriter out, byte[] padded, PayloadProtection protection) {
        byte[] body = protection.seal(out.toArray(), padded);
        if (body.length != protection.ivLength() + padded.length + protection.icvLength()) {
            throw new IllegalStateException("sealed to " + body.length + " bytes, not as long as announced");
        }
        out.bytes(body);
        return out.toArray();
    }
}
