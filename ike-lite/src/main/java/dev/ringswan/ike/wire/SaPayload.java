package dev.ringswan.ike.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * What an SA could use, or, in a response, what it will use (RFC 7296 §3.3).
 *
 * <pre>
 * SA ─┬─ proposal 1 (ESP, SPI) ─┬─ ENCR AES_GCM_16, 256 bits
 *     │                         └─ ESN no
 *     └─ proposal 2 (ESP, SPI) ─┬─ ENCR AES_CBC, 128 bits
 *                               ├─ …
 * </pre>
 *
 * @param proposals one at least, numbered upwards, the preferred one first
 */
public record SaPayload(List<Proposal> proposals) implements Payload {
    private static final int LAST = 0;
    private static final int MORE = 2;

    /** Checks count and numbers. */
    public SaPayload {
        if (proposals.isEmpty()) {
            throw new IllegalArgumentException("no proposal, expected one at least");
        }
        int previous = 0;
        int transforms = 0;
        for (Proposal proposal : proposals) {
            if (proposal.number() <= previous) {
                throw new IllegalArgumentException(
                        "proposal number " + proposal.number() + ", expected more than " + previous);
            }
            previous = proposal.number();
            transforms += proposal.transforms().size();
        }
        if (transforms > Limits.TRANSFORMS_MAX) {
            throw new IllegalArgumentException(transforms + " transforms, expected at most " + Limits.TRANSFORMS_MAX);
        }
        proposals = List.copyOf(proposals);
    }

    @Override
    public int type() {
        return PayloadType.SA;
    }

    static SaPayload decode(ByteReader in) throws InvalidSyntaxException {
        List<Proposal> proposals = new ArrayList<>();
        int more = in.remaining() == 0 ? LAST : MORE;
        while (more == MORE) {
            more = in.int8("last substructure");
            if (more != LAST && more != MORE) {
                throw in.fail("last substructure " + more + ", expected " + LAST + " or " + MORE);
            }
            proposals.add(Proposal.decode(in));
        }
        in.end();
        return new SaPayload(proposals);
    }

    void encode(ByteWriter out) {
        for (int i = 0; i < proposals.size(); i++) {
            out.int8(i == proposals.size() - 1 ? LAST : MORE);
            proposals.get(i).encode(out);
        }
    }
}
