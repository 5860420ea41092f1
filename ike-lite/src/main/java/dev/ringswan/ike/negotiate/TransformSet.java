package dev.ringswan.ike.negotiate;

import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One configured combination of algorithms: of each type one at least, the preferred one first. It becomes one proposal.
 *
 * @param transforms of all types
 */
public record TransformSet(List<Transform> transforms) {
    /** Checks that there are transforms, and that one proposal can hold them. */
    public TransformSet {
        if (transforms.isEmpty() || transforms.size() > 255) {
            throw new IllegalArgumentException(transforms.size() + " transforms, expected 1 to 255");
        }
        transforms = List.copyOf(transforms);
    }

    /** A set of some transforms. */
    public static TransformSet of(Transform... transforms) {
        return new TransformSet(Arrays.asList(transforms));
    }

    /** The transforms of one type, in order of preference. */
    public List<Transform> ofType(int type) {
        return transforms.stream().filter(transform -> transform.type() == type).toList();
    }

    /** The first of a type, which is the only one in a set that was chosen. */
    public Transform single(int type) {
        return transforms.stream()
                .filter(transform -> transform.type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + TransformType.name(type) + " in " + this));
    }

    /** Whether there is one of a type. */
    public boolean has(int type) {
        return transforms.stream().anyMatch(transform -> transform.type() == type);
    }

    /** The transform ids of ADDKE1 to ADDKE7 in that order, those that are NONE left out (RFC 9370 §2.2.1). */
    public List<Integer> additionalKeyExchanges() {
        return transforms.stream()
                .filter(transform -> TransformType.isAdditionalKeyExchange(transform.type())
                        && transform.id() != TransformId.KE_NONE)
                .sorted(Comparator.comparingInt(Transform::type))
                .map(Transform::id)
                .toList();
    }

    /** For a peer that has no additional key exchanges; empty when one of them is not optional. */
    public Optional<TransformSet> withoutAdditionalKeyExchanges() {
        boolean optional = transforms.stream()
                .filter(transform -> TransformType.isAdditionalKeyExchange(transform.type()))
                .allMatch(transform ->
                        ofType(transform.type()).stream().anyMatch(other -> other.id() == TransformId.KE_NONE));
        return optional
                ? Optional.of(new TransformSet(transforms.stream()
                        .filter(transform -> !TransformType.isAdditionalKeyExchange(transform.type()))
                        .toList()))
                : Optional.empty();
    }

    /** As the first child of an IKE SA is offered: its keys come from the key exchange of IKE_SA_INIT (RFC 7296 §1.2). */
    public TransformSet withoutKeyExchange() {
        return new TransformSet(transforms.stream()
                .filter(transform -> transform.type() != TransformType.KEY_EXCHANGE
                        && !TransformType.isAdditionalKeyExchange(transform.type()))
                .toList());
    }

    /** Such as {@code ENCR_AES_GCM_16-256/ESN_NO}. */
    @Override
    public String toString() {
        return String.join("/", transforms.stream().map(Transform::toString).toList());
    }
}
