package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * IKE_FOLLOWUP_KE: the additional key exchanges of a CREATE_CHILD_SA, one after the other (RFC 9370 §2.2.4). The new SA
 * comes to be with the last one.
 *
 * <pre>
 * initiator                                                              responder
 * CREATE_CHILD_SA  HDR, SK { …, SA, Ni, KEi, … }  ──▶
 *                                     ◀── HDR, SK { SA, Nr, KEr, …, N(ADDITIONAL_KEY_EXCHANGE: link 1) }
 * IKE_FOLLOWUP_KE  HDR, SK { KEi(1), N(ADDITIONAL_KEY_EXCHANGE: link 1) } ──▶
 *                                     ◀── HDR, SK { KEr(1), N(ADDITIONAL_KEY_EXCHANGE: link 2) }
 * IKE_FOLLOWUP_KE  HDR, SK { KEi(2), N(ADDITIONAL_KEY_EXCHANGE: link 2) } ──▶
 *                                     ◀── HDR, SK { KEr(2) }                  done
 *                                     ◀── HDR, SK { N(STATE_NOT_FOUND) }      it took too long
 * </pre>
 *
 * The link is the responder's: a random number here, by which it finds what it has half done.
 */
final class FollowUpExchange {
    /** How long a responder waits for the next request; RFC 9370 finds 5 to 20 seconds appropriate. */
    private static final long PATIENCE_NS = Duration.ofSeconds(20).toNanos();

    /** How often a peer may forget what we have begun. */
    private static final int LOST_MAX = 3;

    private static final int LINK_LENGTH = 16;

    private final ExchangeContext context;

    FollowUpExchange(ExchangeContext context) {
        this.context = context;
    }

    /** Makes our half of a key exchange; the payload is to be sent. */
    KePayload start(KeySeries keys, int method) {
        KeyExchangeMethod.Initiator half = context.method(method).start(context.secretRandom());
        keys.sent(half);
        return new KePayload(method, Bytes.of(half.publicValue()));
    }

    /**
     * Takes the peer's answer to our half.
     *
     * @throws ChildRefusal when it is for another method, or its value is not allowed
     */
    static void finish(KeySeries keys, int method, KePayload ke) throws ChildRefusal {
        if (!keys.isWaiting() || ke.method() != method) {
            throw new ChildRefusal(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "the peer answered with key exchange method " + ke.method() + " to method " + method);
        }
        try {
            keys.finish(ke.data().toArray());
        } catch (CryptoRefusal e) {
            throw refused(e);
        }
    }

    /**
     * Answers the peer's half; the payload is to be sent.
     *
     * @throws ChildRefusal when its value is not allowed
     */
    KePayload answer(KeySeries keys, KePayload ke) throws ChildRefusal {
        try {
            KeyExchangeMethod.Response response =
                    context.method(ke.method()).respond(ke.data().toArray(), context.secretRandom());
            keys.add(response.sharedSecret());
            return new KePayload(ke.method(), Bytes.of(response.publicValue()));
        } catch (CryptoRefusal e) {
            throw refused(e);
        }
    }

    private static ChildRefusal refused(CryptoRefusal refusal) {
        return new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + refusal.getMessage());
    }

    /**
     * Sends the next request of a series that is ours, if anything is left to do.
     *
     * @param response with the link
     * @return whether it was sent
     * @throws ChildRefusal when the peer has sent no link
     */
    boolean goOn(IkeSa sa, KeySeries keys, Message response) throws ChildRefusal {
        if (keys.isDone()) {
            sa.seriesDone();
            return false;
        }
        NotifyPayload link = response.notification(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .orElseThrow(() -> new ChildRefusal(
                        NotifyType.INVALID_SYNTAX, "the peer agreed to additional key exchanges, but sent no link"));
        KePayload ke = start(keys, keys.nextMethod());
        context.request(
                sa,
                ExchangeType.IKE_FOLLOWUP_KE,
                List.of(ke, NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link.data())));
        return true;
    }

    /** Reads the response to a request of a series that is ours. */
    static void receive(KeySeries keys, Message response) throws InvalidSyntaxException, ChildRefusal {
        finish(keys, keys.nextMethod(), response.required(KePayload.class));
        keys.followed();
    }

    /** The peer has forgotten a series of ours: it begins again, but not for ever (RFC 9370 §2.2.4). */
    void lost(IkeSa sa, Task again) {
        if (sa.seriesLost() > LOST_MAX) {
            sa.tasks()
                    .add(new Task.DeleteIke(new Closure(
                            CloseCause.NEGOTIATION, "the peer forgets additional key exchanges again and again")));
        } else {
            sa.deferred().add(again, context.laterNs());
        }
    }

    /** Keeps what the peer has begun until its next request; the payload is to be sent. */
    NotifyPayload hold(IkeSa sa, HalfDone half) {
        Bytes link = context.randomBytes(LINK_LENGTH);
        sa.halfDone().put(link, half, context.nowNs() + PATIENCE_NS).ifPresent(context::abandon);
        return NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link);
    }

    /**
     * Reads a request: the answer is to be sent, with what the half-done SA needs, once that is done.
     *
     * @return what has this link, with one key exchange more, or empty when that was answered: there is none, or the peer's
     *     value is refused
     */
    Optional<HalfDone> take(IkeSa sa, Message request, List<Payload> answer) throws InvalidSyntaxException {
        Optional<HalfDone> found = request.notification(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .flatMap(link -> sa.halfDone().take(link.data()));
        if (found.isEmpty()) {
            context.respond(sa, request.header(), List.of(NotifyPayload.of(NotifyType.STATE_NOT_FOUND)));
            context.report(new IkeEvent.Ignored(
                    sa.connection().name() + ": the peer goes on with additional key exchanges that are not there"));
            return found;
        }
        KeySeries keys = found.get().keys();
        try {
            KePayload ke = request.required(KePayload.class);
            if (ke.method() != keys.nextMethod()) {
                throw new ChildRefusal(
                        NotifyType.INVALID_SYNTAX,
                        "the peer goes on with key exchange method " + ke.method() + ", agreed was "
                                + keys.nextMethod());
            }
            answer.add(answer(keys, ke));
            keys.followed();
            return found;
        } catch (ChildRefusal e) {
            context.abandon(found.get());
            context.respond(sa, request.header(), List.of(NotifyPayload.of(e.notifyType())));
            context.report(new IkeEvent.Ignored(sa.connection().name() + ": " + e.getMessage()));
            return Optional.empty();
        } catch (InvalidSyntaxException e) {
            context.abandon(found.get());
            throw e;
        }
    }
}
