package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What may travel in the child SA, on one side (RFC 7296 §3.13).
 *
 * <pre>
 * | Number of TSs (8) | RESERVED (24) | selectors |
 * </pre>
 *
 * Selectors of types that are not known are left out on receipt, which narrows; one at least must remain.
 *
 * @param side TSi or TSr
 * @param selectors 1 to 255, in order of preference: in a request the first may be the packet that asked for the SA
 */
public record TsPayload(Side side, List<TrafficSelector> selectors) implements Payload {
    private static final int RESERVED_LENGTH = 3;
    private static final int COUNT_MAX = 255;

    /** Checks the count. */
    public TsPayload {
        if (selectors.isEmpty() || selectors.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    selectors.size() + " traffic selectors of a known type, expected 1 to " + COUNT_MAX);
        }
        selectors = List.copyOf(selectors);
    }

    @Override
    public int type() {
        return side == Side.INITIATOR ? PayloadType.TSI : PayloadType.TSR;
    }

    static TsPayload decode(Side side, ByteReader in) throws InvalidSyntaxException {
        int count = in.int8("number of selectors");
        in.skip(RESERVED_LENGTH, "reserved");
        List<TrafficSelector> selectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TrafficSelector.decode(in).ifPresent(selectors::add);
        }
        in.end();
        return new TsPayload(side, selectors);
    }

    void encode(ByteWriter out) {
        out.int8(selectors.size());
        out.zeros(RESERVED_LENGTH);
        for (TrafficSelector selector : selectors) {
            selector.encode(out);
        }
    }
}
