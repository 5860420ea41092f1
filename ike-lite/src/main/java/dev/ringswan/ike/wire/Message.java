package dev.ringswan.ike.wire;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A message in clear: what was sent so, or what was opened. The lookups say what an exchange expects: a payload that
 * is missing, or there twice, is an error of syntax like any other.
 *
 * @param header its header
 * @param payloads those that are known here, in their order
 */
public record Message(IkeHeader header, List<Payload> payloads) {
    private static final String WHERE = "message";

    /** Copies the list. */
    public Message {
        payloads = List.copyOf(payloads);
    }

    /** A message of some payloads. */
    public static Message of(IkeHeader header, Payload... payloads) {
        return new Message(header, List.of(payloads));
    }

    /** All payloads of a kind, in their order. */
    public <T extends Payload> List<T> all(Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The payload of a kind that may be there once. */
    public <T extends Payload> Optional<T> optional(Class<T> kind) throws InvalidSyntaxException {
        return atMostOne(all(kind));
    }

    /** The payload of a kind that must be there, once. */
    public <T extends Payload> T required(Class<T> kind) throws InvalidSyntaxException {
        return optional(kind).orElseThrow(() -> fail("no " + kind.getSimpleName() + ", expected one"));
    }

    /** IDi or IDr. */
    public Optional<Identity> identity(Side side) throws InvalidSyntaxException {
        List<IdPayload> found = all(IdPayload.class).stream()
                .filter(payload -> payload.side() == side)
                .toList();
        return atMostOne(found).map(IdPayload::identity);
    }

    /** TSi or TSr. */
    public Optional<List<TrafficSelector>> selectors(Side side) throws InvalidSyntaxException {
        List<TsPayload> found = all(TsPayload.class).stream()
                .filter(payload -> payload.side() == side)
                .toList();
        return atMostOne(found).map(TsPayload::selectors);
    }

    /** The first notify of a type; a second one says nothing new. */
    public Optional<NotifyPayload> notification(int type) {
        return all(NotifyPayload.class).stream()
                .filter(payload -> payload.messageType() == type)
                .findFirst();
    }

    /** Whether there is a notify of a type. */
    public boolean hasNotification(int type) {
        return notification(type).isPresent();
    }

    /** The first notify that reports an error, of a known type or not. */
    public Optional<NotifyPayload> error() {
        return all(NotifyPayload.class).stream().filter(NotifyPayload::isError).findFirst();
    }

    /** Such as {@code IKE_AUTH request 1 [ IDi AUTH SA TSi TSr N(INITIAL_CONTACT) ]}. */
    @Override
    public String toString() {
        return payloads.stream()
                .map(payload -> payload.label() + " ")
                .collect(Collectors.joining("", header + " [ ", "]"));
    }

    private static <T extends Payload> Optional<T> atMostOne(List<T> found) throws InvalidSyntaxException {
        if (found.size() > 1) {
            throw fail(found.size() + " " + found.getFirst().label() + " payloads, expected one");
        }
        return found.stream().findFirst();
    }

    private static InvalidSyntaxException fail(String problem) {
        return new InvalidSyntaxException(WHERE, 0, problem);
    }
}
