package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.TransformType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CREATE_CHILD_SA that rekeys the IKE SA (RFC 7296 §1.3.2, §2.18): the new one takes the children, the message IDs begin
 * again.
 *
 * <pre>
 * initiator A                                        responder B
 * HDR, SK { SA (SPI a1), Ni, KEi }  ──▶
 *       children move               ◀── HDR, SK { SA (SPI b1), Nr, KEr }      children move
 * HDR, SK { D(IKE) }                ──▶ ◀── HDR, SK {}                        on the old IKE SA
 * </pre>
 *
 * When both sides do so at the same time there are two new IKE SAs for a while; {@link RekeyCollision} decides. What the
 * peer has made is a spare until then: it has no children. With additional key exchanges the new one comes to be with the
 * last {@link FollowUpExchange}.
 */
final class RekeyIkeExchange {
    /** How many times as long to wait after a refusal for good as after one for now. */
    private static final int PATIENCE = 10;

    /** IKE SAs that a peer may make of one by rekeying faster than the old ones are forgotten. */
    private static final int LINEAGE_MAX = 64;

    private final ExchangeContext context;
    private final FollowUpExchange followUp;
    private final Succession succession;

    RekeyIkeExchange(ExchangeContext context, FollowUpExchange followUp, Succession succession) {
        this.context = context;
        this.followUp = followUp;
        this.succession = succession;
    }

    /** Whether a request of CREATE_CHILD_SA asks for an IKE SA. */
    static boolean isMeant(Message request) throws InvalidSyntaxException {
        return request.required(SaPayload.class).proposals().stream()
                .allMatch(proposal -> proposal.protocol() == ProtocolId.IKE);
    }

    /** Asks for a successor; null if the peer is about to make one. */
    @Nullable
    Task initiate(IkeSa sa, Task.RekeyIke task) {
        if (sa.halfDone().contains(half -> half.isRivalOf(task))) {
            sa.deferred().add(Task.RekeyIke.first(), context.laterNs());
            return null;
        }
        List<TransformSet> proposals = sa.connection().proposals();
        int method = task.method() == 0 ? method(proposals.getFirst()) : task.method();
        KeySeries keys = new KeySeries(true, context.nonce());
        long newSpi = context.drawIkeSpi();
        KePayload ke = followUp.start(keys, method);
        context.request(
                sa,
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Proposals.offer(ProtocolId.IKE, bytes(newSpi), proposals),
                        new NoncePayload(keys.ownNonce()),
                        ke));
        return new Task.RekeyIke(method, new Task.IkeAttempt(newSpi, keys));
    }

    /** Reads a response; returns whether the next request is sent. */
    boolean receive(IkeSa sa, Task.RekeyIke task, Message response) throws InvalidSyntaxException {
        Task.IkeAttempt attempt = Objects.requireNonNull(task.attempt());
        KeySeries keys = attempt.keys();
        boolean goesOn = false;
        try {
            Optional<NotifyPayload> error = response.error();
            if (error.isPresent()) {
                refused(sa, task, error.get());
                return false;
            }
            boolean lost = false;
            if (keys.isAgreed()) {
                FollowUpExchange.receive(keys, response);
            } else {
                agree(sa, task, keys, response);
                lost = loses(sa, keys);
            }
            boolean stops = lost || sa.isReplaced() || RekeyCollision.isEnding(sa);
            if (keys.isDone() || !stops) {
                goesOn = followUp.goOn(sa, keys, response);
            }
            if (keys.isDone()) {
                settle(sa, begin(sa, attempt), lost);
            } else if (lost && !sa.isReplaced()) {
                // In case that the peer does not finish.
                sa.deferred().add(Task.RekeyIke.first(), context.laterNs());
            }
        } catch (ChildRefusal e) {
            fail(sa, "the peer's answer is refused: " + e.getMessage());
        } finally {
            if (!goesOn) {
                keys.close();
            }
        }
        return goesOn;
    }

    private static void agree(IkeSa sa, Task.RekeyIke task, KeySeries keys, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        TransformSet suite = new TransformSet(accepted(sa, response).transforms());
        KePayload ke = response.required(KePayload.class);
        Bytes peerNonce = response.required(NoncePayload.class).nonce();
        if (method(suite) != task.method()) {
            throw new ChildRefusal(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "the peer chose " + suite + ", sent was key exchange method " + task.method());
        }
        FollowUpExchange.finish(keys, task.method(), ke);
        keys.agreed(response, peerNonce, suite.additionalKeyExchanges());
    }

    private static Proposal accepted(IkeSa sa, Message response) throws InvalidSyntaxException, ChildRefusal {
        Proposal proposal = chosen(
                Proposals.check(ProtocolId.IKE, sa.connection().proposals(), response.required(SaPayload.class)));
        spi(proposal);
        return proposal;
    }

    /** All is agreed on: the new IKE SA begins. */
    private IkeSa begin(IkeSa sa, Task.IkeAttempt attempt) throws InvalidSyntaxException, ChildRefusal {
        IkeSa next = new IkeSa(
                sa.connection(), true, attempt.newSpi(), context.config().timers(), context.nowNs());
        succession.begin(sa, next, accepted(sa, attempt.keys().agreed()), attempt.keys());
        return next;
    }

    /** Whether the peer's IKE SA is the one that stays. If it is ours, the peer's attempt ends. */
    private boolean loses(IkeSa sa, KeySeries keys) {
        Collisions.IkeRival rival = sa.collisions().ike();
        if (rival == null) {
            return false;
        }
        boolean lower = RekeyCollision.isOursClosed(keys.lowestNonce(), rival.lowestNonce());
        if (rival.sa() == null) {
            if (!lower) {
                sa.halfDone().take(HalfDone.Ike.class::isInstance).forEach(context::abandon);
            }
            return lower;
        }
        IkeSa open = Succession.rival(sa);
        if (lower && open != null) {
            succession.replace(sa, open);
            return true;
        }
        return false;
    }

    /** Which IKE SA takes the children, and which one is to be closed by us. */
    private void settle(IkeSa sa, IkeSa next, boolean lost) {
        if (lost || sa.isReplaced()) {
            succession.refuse(sa, next);
            return;
        }
        succession.replace(sa, next);
        sa.tasks().add(new Task.DeleteIke(new Closure(CloseCause.REPLACED, "rekeyed")));
    }

    private void refused(IkeSa sa, Task.RekeyIke task, NotifyPayload error) {
        IkeSa rival = Succession.rival(sa);
        if (rival != null) {
            succession.replace(sa, rival);
        }
        if (sa.isReplaced()) {
            return;
        }
        if (error.messageType() == NotifyType.INVALID_KE_PAYLOAD) {
            int method = error.data().at(0) << 8 | error.data().at(1);
            boolean offered = sa.connection().proposals().stream()
                    .flatMap(set -> set.ofType(TransformType.KEY_EXCHANGE).stream())
                    .anyMatch(transform -> transform.id() == method);
            if (offered && method != task.method()) {
                sa.tasks().addFirst(new Task.RekeyIke(method, null));
                return;
            }
        }
        if (error.messageType() == NotifyType.TEMPORARY_FAILURE) {
            sa.deferred().add(Task.RekeyIke.first(), context.laterNs());
            return;
        }
        if (error.messageType() == NotifyType.STATE_NOT_FOUND) {
            followUp.lost(sa, Task.RekeyIke.first());
            return;
        }
        fail(
                sa,
                "the peer answered with " + error.label() + "; offered was "
                        + sa.connection().proposals());
    }

    private void fail(IkeSa sa, String reason) {
        context.report(new IkeEvent.IkeRekeyFailed(sa.connection().name(), reason));
        if (!sa.isReplaced()) {
            sa.deferred()
                    .add(Task.RekeyIke.first(), context.nowNs() + PATIENCE * (context.laterNs() - context.nowNs()));
        }
    }

    /** Reads a request, and answers it. */
    void respond(IkeSa sa, Message request) throws InvalidSyntaxException {
        RekeyCollision.Answer answer = RekeyCollision.answer(RekeyCollision.Wish.REKEY_IKE, RekeyCollision.towards(sa));
        try {
            if (answer == RekeyCollision.Answer.TEMPORARY_FAILURE
                    || sa.collisions().ike() != null) {
                throw new ChildRefusal(
                        NotifyType.TEMPORARY_FAILURE, "the peer rekeys the IKE SA while we change something in it");
            }
            requireRoom(sa);
            agree(sa, request, answer == RekeyCollision.Answer.COMPARE);
        } catch (ChildRefusal e) {
            refuse(sa, request.header(), e);
        }
    }

    /**
     * Who has proven who it is must not fill the memory either. For rekeying there is an eighth more room than for peers that
     * begin, or a gateway that is full would lose those that it has.
     */
    private void requireRoom(IkeSa sa) throws ChildRefusal {
        int max = context.config().ikeSasMax();
        if (context.sas().count() >= max + max / 8 + 1 || context.sas().lineage(sa) >= LINEAGE_MAX) {
            throw new ChildRefusal(
                    NotifyType.TEMPORARY_FAILURE,
                    "the peer rekeys the IKE SA while there are too many, "
                            + context.sas().count() + " in all and "
                            + context.sas().lineage(sa) + " made of this one");
        }
    }

    private void refuse(IkeSa sa, IkeHeader request, ChildRefusal refusal) {
        context.respond(sa, request, List.of(NotifyPayload.of(refusal.notifyType())));
        context.report(
                refusal.notifyType() == NotifyType.TEMPORARY_FAILURE
                        ? new IkeEvent.Ignored(sa.connection().name() + ": " + refusal.getMessage())
                        : new IkeEvent.IkeRekeyFailed(sa.connection().name(), String.valueOf(refusal.getMessage())));
    }

    private void agree(IkeSa sa, Message request, boolean compare) throws InvalidSyntaxException, ChildRefusal {
        Proposal proposal = proposal(sa, request);
        KePayload ke = request.required(KePayload.class);
        Bytes peerNonce = request.required(NoncePayload.class).nonce();
        TransformSet suite = new TransformSet(proposal.transforms());
        int method = method(suite);
        if (ke.method() != method) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            context.respond(
                    sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted))));
            return;
        }
        KeySeries keys = new KeySeries(false, context.nonce());
        keys.agreed(request, peerNonce, suite.additionalKeyExchanges());
        HalfDone.Ike half = new HalfDone.Ike(context.drawIkeSpi(), keys);
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new SaPayload(List.of(
                new Proposal(proposal.number(), ProtocolId.IKE, bytes(half.localSpi()), proposal.transforms()))));
        payloads.add(new NoncePayload(keys.ownNonce()));
        payloads.add(followUp.answer(keys, ke));
        if (keys.isDone()) {
            make(sa, request.header(), half, proposal, payloads, compare);
            return;
        }
        sa.halfDone().take(half::isSameAs).forEach(context::abandon); // Who begins again has given the first one up.
        payloads.add(followUp.hold(sa, half));
        context.respond(sa, request.header(), payloads);
        if (compare) {
            sa.collisions().ike(new Collisions.IkeRival(null, keys.lowestNonce()));
        }
    }

    private static Proposal proposal(IkeSa sa, Message request) throws InvalidSyntaxException, ChildRefusal {
        Proposal proposal = chosen(
                Proposals.choose(ProtocolId.IKE, sa.connection().proposals(), request.required(SaPayload.class)));
        spi(proposal);
        return proposal;
    }

    /** The last additional key exchange is done: makes what was agreed on, if that still can be. */
    void complete(IkeSa sa, IkeHeader request, HalfDone.Ike half, List<Payload> payloads)
            throws InvalidSyntaxException {
        RekeyCollision.Answer answer = RekeyCollision.answer(RekeyCollision.Wish.REKEY_IKE, RekeyCollision.towards(sa));
        try {
            if (answer == RekeyCollision.Answer.TEMPORARY_FAILURE) {
                throw new ChildRefusal(
                        NotifyType.TEMPORARY_FAILURE,
                        "the peer has rekeyed the IKE SA while we change something in it");
            }
            requireRoom(sa);
            Proposal proposal = proposal(sa, half.keys().agreed());
            make(sa, request, half, proposal, payloads, answer == RekeyCollision.Answer.COMPARE);
        } catch (ChildRefusal e) {
            context.abandon(half);
            refuse(sa, request, e);
        }
    }

    private void make(
            IkeSa sa, IkeHeader request, HalfDone.Ike half, Proposal proposal, List<Payload> payloads, boolean compare)
            throws ChildRefusal {
        IkeSa next = new IkeSa(
                sa.connection(), false, half.localSpi(), context.config().timers(), context.nowNs());
        try (KeySeries keys = half.keys()) {
            succession.begin(sa, next, proposal, keys);
        }
        context.respond(sa, request, payloads);
        if (compare) {
            next.spareFor(sa);
            sa.collisions().ike(new Collisions.IkeRival(next, half.keys().lowestNonce()));
            // The peer closes it, or the old one. If it does neither in all the time that it may try, it knows of none.
            next.deferred()
                    .add(
                            new Task.DeleteIke(new Closure(CloseCause.REPLACED, "the peer has forgotten it")),
                            succession.spanEndNs());
        } else {
            succession.replace(sa, next);
        }
    }

    private static int method(TransformSet suite) {
        return suite.single(TransformType.KEY_EXCHANGE).id();
    }

    private static Proposal chosen(Proposals.Choice choice) throws ChildRefusal {
        return switch (choice) {
            case Proposals.Chosen chosen -> chosen.proposal();
            case Proposals.NoMatch nothing -> throw new ChildRefusal(NotifyType.NO_PROPOSAL_CHOSEN, nothing.reason());
        };
    }

    private static long spi(Proposal proposal) throws ChildRefusal {
        Bytes bytes = proposal.spi();
        long spi = bytes.isEmpty() ? 0 : ByteBuffer.wrap(bytes.toArray()).getLong();
        if (spi == 0) {
            throw new ChildRefusal(NotifyType.NO_PROPOSAL_CHOSEN, "the peer has no SPI for the new IKE SA");
        }
        return spi;
    }

    private static Bytes bytes(long spi) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(spi).array());
    }
}
