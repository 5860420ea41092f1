package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.ProtocolId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CREATE_CHILD_SA for child SAs that the peer asks for; {@link ChildExchange} has the picture. With additional key
 * exchanges the child SA comes to be with the last one.
 */
final class ChildResponder {
    private final ExchangeContext context;
    private final FollowUpExchange followUp;

    ChildResponder(ExchangeContext context, FollowUpExchange followUp) {
        this.context = context;
        this.followUp = followUp;
    }

    /** Reads a request, and answers it. */
    void respond(IkeSa sa, Message request) throws InvalidSyntaxException {
        Optional<NotifyPayload> rekey = request.notification(NotifyType.REKEY_SA);
        ChildSa old = rekey.isPresent() ? find(sa, rekey.get()) : null;
        try {
            boolean compare = isCompared(sa, old, rekey.isPresent());
            agree(sa, request, old, compare);
        } catch (ChildRefusal e) {
            refuse(sa, request.header(), old, rekey.map(NotifyPayload::spi).orElse(Bytes.EMPTY), e);
        }
    }

    /** Whether our own request about the same is under way. */
    private static boolean isCompared(IkeSa sa, @Nullable ChildSa old, boolean rekey) throws ChildRefusal {
        RekeyCollision.Answer answer = rekey
                ? RekeyCollision.answer(RekeyCollision.Wish.REKEY_CHILD, RekeyCollision.towards(sa, old))
                : RekeyCollision.answer(RekeyCollision.Wish.CREATE_CHILD, RekeyCollision.towards(sa));
        return switch (answer) {
            case TEMPORARY_FAILURE ->
                throw new ChildRefusal(NotifyType.TEMPORARY_FAILURE, "the peer asks while we change the same thing");
            case CHILD_SA_NOT_FOUND ->
                throw new ChildRefusal(NotifyType.CHILD_SA_NOT_FOUND, "the peer rekeys a child SA that does not exist");
            default -> answer == RekeyCollision.Answer.COMPARE;
        };
    }

    private void refuse(IkeSa sa, IkeHeader request, @Nullable ChildSa old, Bytes rekeyedSpi, ChildRefusal refusal) {
        NotifyPayload notify = refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND && !rekeyedSpi.isEmpty()
                ? new NotifyPayload(ProtocolId.ESP, rekeyedSpi, refusal.notifyType(), Bytes.EMPTY)
                : NotifyPayload.of(refusal.notifyType());
        context.respond(sa, request, List.of(notify));
        reportRefusal(sa, old, refusal);
    }

    /** A collision is no failure: both sides come to an end by themselves. */
    private void reportRefusal(IkeSa sa, @Nullable ChildSa old, ChildRefusal refusal) {
        if (refusal.notifyType() == NotifyType.TEMPORARY_FAILURE
                || refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND) {
            context.report(new IkeEvent.Ignored(sa.connection().name() + ": " + refusal.getMessage()));
        } else {
            ChildConfig config = old == null ? sa.connection().children().getFirst() : old.config();
            context.reportFailure(sa, config, refusal);
        }
    }

    private void agree(IkeSa sa, Message request, @Nullable ChildSa old, boolean compare)
            throws InvalidSyntaxException, ChildRefusal {
        Bytes peerNonce = request.required(NoncePayload.class).nonce();
        if (sa.children().size() + sa.halfDone().count() >= IkeSa.CHILDREN_MAX) {
            throw new ChildRefusal(NotifyType.NO_ADDITIONAL_SAS, "the IKE SA has too many child SAs");
        }
        ChildAgreement agreement = agreement(sa, request, old);
        int method = agreement.method();
        Optional<KePayload> ke = request.optional(KePayload.class);
        if (method != 0 && (ke.isEmpty() || ke.get().method() != method)) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            context.respond(
                    sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted))));
            return;
        }
        boolean both = old == null && isTwin(sa, agreement);
        if (both && Objects.requireNonNull(sa.running()).isFollowing()) {
            throw new ChildRefusal(NotifyType.TEMPORARY_FAILURE, "the peer asks for what we are about to make");
        }
        KeySeries keys = new KeySeries(false, context.nonce());
        keys.agreed(request, peerNonce, agreement.suite().additionalKeyExchanges());
        List<Payload> extras = new ArrayList<>(List.of(new NoncePayload(keys.ownNonce())));
        if (method != 0) {
            extras.add(followUp.answer(keys, ke.get()));
        }
        try {
            agreement = agreement.withLocalSpi(context.allocateSpi());
        } catch (ChildRefusal e) {
            keys.close();
            throw e;
        }
        List<Payload> payloads = new ArrayList<>(agreement.payloads());
        payloads.addAll(1, extras);
        if (keys.isDone()) {
            make(sa, request.header(), agreement, old, keys, payloads);
            return;
        }
        HalfDone half =
                new HalfDone.Child(agreement.config(), agreement.localSpi(), old == null ? 0 : old.inboundSpi(), keys);
        if (old != null) {
            // Who begins again has given the first attempt up.
            sa.halfDone().take(half::isSameAs).forEach(context::abandon);
        }
        payloads.add(followUp.hold(sa, half));
        context.respond(sa, request.header(), payloads);
        if (compare || both) {
            sa.collisions().child(new Collisions.ChildRival(null, keys.lowestNonce()));
        }
    }

    private ChildAgreement agreement(IkeSa sa, Message request, @Nullable ChildSa old)
            throws InvalidSyntaxException, ChildRefusal {
        List<ChildConfig> candidates = old == null ? sa.connection().children() : List.of(old.config());
        ChildAgreement agreement = ChildAgreement.respond(Place.CREATE_CHILD_SA, candidates, request);
        context.children().requireFree(sa, agreement.responderSelectors(), agreement.initiatorSelectors());
        return agreement;
    }

    /** The last additional key exchange is done: makes what was agreed on, if that still can be. */
    void complete(IkeSa sa, IkeHeader request, HalfDone.Child half, List<Payload> payloads)
            throws InvalidSyntaxException {
        ChildSa found = sa.children().get(half.rekeyedSpi());
        ChildSa old = found == null || found.isDeleted() ? null : found;
        try {
            isCompared(sa, old, half.rekeyedSpi() != 0);
            ChildAgreement agreement = agreement(sa, half.keys().agreed(), old).withLocalSpi(half.localSpi());
            make(sa, request, agreement, old, half.keys(), payloads);
        } catch (ChildRefusal e) {
            context.abandon(half);
            refuse(sa, request, old, Bytes.EMPTY, e);
        }
    }

    private void make(
            IkeSa sa,
            IkeHeader request,
            ChildAgreement agreement,
            @Nullable ChildSa old,
            KeySeries keys,
            List<Payload> payloads) {
        ChildSa child;
        try (keys) {
            child = agreement.install(context, sa, keys, old != null);
        }
        boolean compare = old == null
                ? isTwin(sa, agreement)
                : RekeyCollision.towards(sa, old) == RekeyCollision.Ours.REKEYING_IT;
        context.respond(sa, request, payloads);
        if (old == null) {
            context.children().activate(child);
        } else {
            old.replacedBy(child);
        }
        if (compare) {
            sa.collisions().child(new Collisions.ChildRival(child, keys.lowestNonce()));
        }
    }

    /** Whether we have asked for what the peer asks for: then there will be two, of which one is to go. */
    private static boolean isTwin(IkeSa sa, ChildAgreement agreement) {
        return sa.running() instanceof Task.CreateChild ours
                && !ours.isRekey()
                && ours.config().equals(agreement.config())
                && ours.config().localSelectors().equals(agreement.responderSelectors())
                && ours.config().remoteSelectors().equals(agreement.initiatorSelectors());
    }

    /** The child SA that the peer wants to rekey: it names the SPI on which it receives (RFC 7296 §2.8). */
    private static @Nullable ChildSa find(IkeSa sa, NotifyPayload rekey) {
        int spi = rekey.spi().length() == Integer.BYTES ? ChildAgreement.spiOf(rekey.spi()) : 0;
        return sa.child(child -> child.outboundSpi() == spi && !child.isDeleted());
    }
}
