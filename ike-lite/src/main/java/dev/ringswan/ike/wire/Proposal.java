package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * One combination, from which one transform of each type is to be chosen (RFC 7296 §3.3.1).
 *
 * <pre>
 * | Last (8) | RESERVED (8) | Length (16) | Number (8) | Protocol (8) | SPI Size (8) | Transforms (8) | SPI | … |
 * </pre>
 *
 * @param number 1 to 255; a response repeats that of the chosen one
 * @param protocol one of {@link ProtocolId}, or a number that is not known
 * @param spi 8 bytes or none for IKE, 4 for AH and ESP
 * @param transforms up to 255; whether they are enough is for negotiation to say
 */
public record Proposal(int number, int protocol, Bytes spi, List<Transform> transforms) {
    private static final int COUNT_MAX = 255;
    private static final int IKE_SPI_LENGTH = 8;
    private static final int ESP_SPI_LENGTH = 4;
    /** Bytes before the SPI. */
    private static final int FIXED_LENGTH = 8;
    /** Bytes of the last-substructure, reserved and length fields. */
    private static final int START_LENGTH = 4;

    private static final int LAST = 0;
    private static final int MORE = 3;

    /** Checks number, SPI and count. */
    public Proposal {
        if (number < 1 || number > COUNT_MAX) {
            throw new IllegalArgumentException("proposal number " + number + ", expected 1 to " + COUNT_MAX);
        }
        boolean fits = switch (protocol) {
            case ProtocolId.IKE -> spi.isEmpty() || spi.length() == IKE_SPI_LENGTH;
            case ProtocolId.AH, ProtocolId.ESP -> spi.length() == ESP_SPI_LENGTH;
            default -> spi.length() <= COUNT_MAX;
        };
        if (!fits) {
            throw new IllegalArgumentException("an SPI of " + spi.length() + " bytes for " + ProtocolId.name(protocol));
        }
        if (transforms.size() > COUNT_MAX) {
            throw new IllegalArgumentException(transforms.size() + " transforms, expected at most " + COUNT_MAX);
        }
        transforms = List.copyOf(transforms);
    }

    /** The transforms of one type, in order of preference. */
    public List<Transform> transforms(int type) {
        return transforms.stream().filter(transform -> transform.type() == type).toList();
    }

    /** Reads what follows the "last substructure" field. */
    static Proposal decode(ByteReader in) throws InvalidSyntaxException {
        in.skip(1, "reserved");
        int length = in.int16("proposal length");
        if (length < FIXED_LENGTH) {
            throw in.fail("a proposal of " + length + " bytes, expected at least " + FIXED_LENGTH);
        }
        ByteReader body = in.part("SA", length - START_LENGTH, "proposal");
        int number = body.int8("proposal number");
        int protocol = body.int8("protocol");
        int spiLength = body.int8("SPI size");
        int count = body.int8("number of transforms");
        Bytes spi = body.bytes(spiLength, "SPI");
        List<Transform> transforms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int more = body.int8("last substructure");
            int expected = i == count - 1 ? LAST : MORE;
            if (more != expected) {
                throw body.fail("last substructure " + more + " at transform " + (i + 1) + " of " + count
                        + ", expected " + expected);
            }
            transforms.add(Transform.decode(body));
        }
        body.end();
        return new Proposal(number, protocol, spi, transforms);
    }

    /** Writes what follows the "last substructure" field. */
    void encode(ByteWriter out) {
        int start = out.length() - 1;
        out.int8(0);
        out.int16(0);
        out.int8(number);
        out.int8(protocol);
        out.int8(spi.length());
        out.int8(transforms.size());
        out.bytes(spi);
        for (int i = 0; i < transforms.size(); i++) {
            out.int8(i == transforms.size() - 1 ? LAST : MORE);
            transforms.get(i).encode(out);
        }
        out.patch16(start + 2, out.length() - start);
    }

    /** Such as {@code ESP:ENCR_AES_GCM_16-256/ESN_NO}. */
    @Override
    public String toString() {
        List<String> names = transforms.stream().map(Transform::toString).toList();
        return ProtocolId.name(protocol) + ":" + String.join("/", names);
    }
}
