package dev.ringswan.ike.negotiate;

import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Offers and chooses proposals (RFC 7296 §2.7, §3.3.6). Pure functions; when nothing matches they say why.
 *
 * <p>The responder's order of preference decides. A transform of type NONE and a type that is left out mean the same.
 */
public final class Proposals {
    /** What was chosen, or why nothing was. */
    public sealed interface Choice {}

    /**
     * One transform of each type.
     *
     * @param proposal the peer's, with its number and SPI, and with the chosen transforms alone
     */
    public record Chosen(Proposal proposal) implements Choice {
        /** The chosen transforms. */
        public TransformSet transforms() {
            return new TransformSet(proposal.transforms());
        }
    }

    /**
     * Nothing is acceptable to both sides.
     *
     * @param reason a sentence with both sides' proposals and the first mismatch
     */
    public record NoMatch(String reason) implements Choice {}

    private Proposals() {}

    /** The SA payload that offers all sets, in their order, each with the same SPI. */
    public static SaPayload offer(int protocol, Bytes spi, List<TransformSet> sets) {
        List<Proposal> proposals = new ArrayList<>();
        for (TransformSet set : sets) {
            proposals.add(new Proposal(proposals.size() + 1, protocol, spi, set.transforms()));
        }
        return new SaPayload(proposals);
    }

    /** Chooses among the peer's proposals. */
    public static Choice choose(int protocol, List<TransformSet> configured, SaPayload offered) {
        String mismatch = "";
        for (TransformSet set : configured) {
            for (Proposal proposal : offered.proposals()) {
                List<Transform> chosen = new ArrayList<>();
                String difference = proposal.protocol() == protocol
                        ? intersect(set, proposal, chosen)
                        : "the protocol is " + ProtocolId.name(proposal.protocol());
                if (difference.isEmpty()) {
                    return new Chosen(new Proposal(proposal.number(), protocol, proposal.spi(), chosen));
                }
                mismatch = mismatch.isEmpty() ? difference : mismatch;
            }
        }
        return new NoMatch(
                "no proposal matches: " + mismatch + "; offered " + offered.proposals() + ", configured " + configured);
    }

    /** Checks the peer's answer to our offer: one proposal of ours, of each type one transform (RFC 7296 §2.7). */
    public static Choice check(int protocol, List<TransformSet> offered, SaPayload answer) {
        if (answer.proposals().size() != 1) {
            return new NoMatch("the peer chose " + answer.proposals().size() + " proposals, expected one");
        }
        Proposal proposal = answer.proposals().getFirst();
        int number = proposal.number();
        if (proposal.transforms().isEmpty()) {
            return new NoMatch("the peer chose a proposal without transforms");
        }
        if (number > offered.size()) {
            return new NoMatch("the peer chose proposal " + number + " of " + offered.size());
        }
        for (int type : types(new TransformSet(proposal.transforms()))) {
            if (proposal.transforms(type).size() > 1) {
                return new NoMatch("the peer chose several transforms of type " + TransformType.name(type));
            }
        }
        return choose(protocol, List.of(offered.get(number - 1)), answer);
    }

    /** Adds what both have to {@code chosen}; returns what they do not agree in, or nothing. */
    private static String intersect(TransformSet set, Proposal proposal, List<Transform> chosen) {
        if (proposal.transforms().isEmpty()) {
            return "a proposal has no transforms";
        }
        SortedSet<Integer> types = types(set);
        types.addAll(types(new TransformSet(proposal.transforms())));
        for (int type : types) {
            List<Transform> ours = set.ofType(type);
            List<Transform> theirs = proposal.transforms(type);
            boolean mayBeAbsent = (ours.isEmpty() || hasNone(ours)) && (theirs.isEmpty() || hasNone(theirs));
            Optional<Transform> common = ours.stream()
                    .filter(transform -> transform.isUnderstood() && theirs.contains(transform))
                    .filter(transform -> !repeats(transform, chosen))
                    .findFirst();
            if (common.isPresent()) {
                chosen.add(common.get());
            } else if (!mayBeAbsent) {
                return TransformType.name(type) + " offered is " + theirs + ", configured is " + ours;
            } else if (hasNone(theirs)) {
                chosen.add(theirs.stream().filter(Proposals::isNone).findFirst().orElseThrow());
            }
        }
        return "";
    }

    /** No key exchange method is used twice (RFC 9370 §2.2.1). */
    private static boolean repeats(Transform transform, List<Transform> chosen) {
        return isKeyExchange(transform)
                && transform.id() != TransformId.KE_NONE
                && chosen.stream().anyMatch(other -> isKeyExchange(other) && other.id() == transform.id());
    }

    private static boolean isKeyExchange(Transform transform) {
        return transform.type() == TransformType.KEY_EXCHANGE
                || TransformType.isAdditionalKeyExchange(transform.type());
    }

    private static SortedSet<Integer> types(TransformSet set) {
        SortedSet<Integer> types = new TreeSet<>();
        for (Transform transform : set.transforms()) {
            types.add(transform.type());
        }
        return types;
    }

    private static boolean hasNone(List<Transform> transforms) {
        return transforms.stream().anyMatch(Proposals::isNone);
    }

    /** NONE exists for integrity and key exchanges; 32-bit sequence numbers are what an SA has that says nothing. */
    private static boolean isNone(Transform transform) {
        return switch (transform.type()) {
            case TransformType.INTEGRITY -> transform.id() == TransformId.AUTH_NONE;
            case TransformType.ESN -> transform.id() == TransformId.ESN_NO;
            case TransformType.ENCRYPTION, TransformType.PRF -> false;
            default -> transform.id() == TransformId.KE_NONE;
        };
    }
}
