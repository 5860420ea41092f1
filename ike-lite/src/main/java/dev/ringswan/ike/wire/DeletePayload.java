package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * SAs that the sender has deleted (RFC 7296 §3.11).
 *
 * <pre>
 * | Protocol ID (8) | SPI Size (8) | Num of SPIs (16) | SPIs |
 * </pre>
 *
 * @param protocol IKE, AH or ESP
 * @param spis of the sender's inbound SAs; none for the IKE SA, which is the one the message came in
 */
public record DeletePayload(int protocol, List<Integer> spis) implements Payload {
    private static final int SPI_LENGTH = 4;
    /** What fits a payload. */
    private static final int COUNT_MAX = (0xffff - 8) / SPI_LENGTH;

    /** Checks protocol and count. */
    public DeletePayload {
        if (protocol != ProtocolId.IKE && protocol != ProtocolId.AH && protocol != ProtocolId.ESP) {
            throw new IllegalArgumentException("protocol " + protocol + ", expected 1 (IKE), 2 (AH) or 3 (ESP)");
        }
        int countMax = protocol == ProtocolId.IKE ? 0 : COUNT_MAX;
        if (spis.size() > countMax) {
            throw new IllegalArgumentException(
                    spis.size() + " SPIs of " + ProtocolId.name(protocol) + ", expected at most " + countMax);
        }
        spis = List.copyOf(spis);
    }

    /** Of the IKE SA. */
    public static DeletePayload ofIke() {
        return new DeletePayload(ProtocolId.IKE, List.of());
    }

    /** Of one inbound ESP SA. */
    public static DeletePayload ofEsp(int spi) {
        return new DeletePayload(ProtocolId.ESP, List.of(spi));
    }

    @Override
    public int type() {
        return PayloadType.DELETE;
    }

    static DeletePayload decode(ByteReader in) throws InvalidSyntaxException {
        int protocol = in.int8("protocol");
        int spiLength = in.int8("SPI size");
        int count = in.int16("number of SPIs");
        int expected = protocol == ProtocolId.IKE ? 0 : SPI_LENGTH;
        // Some peers write an SPI size for the IKE SA, although there is no SPI.
        if (spiLength != expected && count > 0) {
            throw in.fail("SPI size " + spiLength + " for " + ProtocolId.name(protocol) + ", expected " + expected);
        }
        if (count * spiLength != in.remaining()) {
            throw in.fail(in.remaining() + " bytes for " + count + " SPIs of " + spiLength + " bytes");
        }
        if (protocol == ProtocolId.IKE && count > 0) {
            throw in.fail(count + " SPIs of the IKE SA, expected none");
        }
        List<Integer> spis = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            spis.add(in.int32("SPI"));
        }
        return new DeletePayload(protocol, spis);
    }

    void encode(ByteWriter out) {
        out.int8(protocol);
        out.int8(protocol == ProtocolId.IKE ? 0 : SPI_LENGTH);
        out.int16(spis.size());
        for (int spi : spis) {
            out.int32(spi);
        }
    }
}
