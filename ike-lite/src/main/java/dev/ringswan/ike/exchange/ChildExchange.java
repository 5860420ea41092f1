package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.HalfDone;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.KeySeries;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NoncePayload;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CREATE_CHILD_SA for child SAs: makes one, or rekeys one, the new one ready before the old one goes (RFC 7296 §1.3,
 * §2.8).
 *
 * <pre>
 * initiator A                                                  responder B
 * HDR, SK { SA a1, Ni, [KEi], TSi, TSr }                 ──▶ installs inbound b1, activates outbound a1
 *          installs inbound a1, activates outbound b1    ◀── HDR, SK { SA b1, Nr, [KEr], TSi, TSr }
 *
 * HDR, SK { N(REKEY_SA a0), SA a1, Ni, [KEi], TSi, TSr } ──▶ installs inbound b1; outbound a1 is registered
 *          installs inbound a1, activates outbound b1    ◀── HDR, SK { SA b1, Nr, [KEr], TSi, TSr }
 * HDR, SK { D(a0) }                                      ──▶ activates outbound a1
 *                                                        ◀── HDR, SK { D(b0) }
 * </pre>
 *
 * With additional key exchanges all this happens with the last {@link FollowUpExchange}. When both sides rekey the same child SA at the same time, {@link RekeyCollision} decides.
 */
final class ChildExchange {
    private final ExchangeContext context;
    private final FollowUpExchange followUp;

    ChildExchange(ExchangeContext context, FollowUpExchange followUp) {
        this.context = context;
        this.followUp = followUp;
    }

    /** Asks for a child SA; null if none is needed any more, so that nothing was sent. */
    @Nullable
    Task initiate(IkeSa sa, Task.CreateChild task) {
        ChildSa old = sa.children().get(task.rekeyedSpi());
        if (!isNeeded(sa, task, old)) {
            return null;
        }
        // The peer may not know it yet, since our response may be lost; or it is about to do the same.
        boolean isEarly = old != null && !old.isActive();
        if (isEarly || sa.halfDone().contains(half -> half instanceof HalfDone.Ike || half.isRivalOf(task))) {
            sa.deferred().add(task.again(0), context.laterNs());
            return null;
        }
        ChildConfig config = task.config();
        TransformSet preferred = Place.CREATE_CHILD_SA.proposals(config).getFirst();
        int method = task.method() == 0 ? method(preferred) : task.method();
        KeySeries keys = new KeySeries(true, context.nonce());
        int newSpi;
        try {
            newSpi = context.allocateSpi();
        } catch (ChildRefusal e) {
            context.reportFailure(sa, config, e);
            return null;
        }
        List<Payload> payloads = new ArrayList<>(ChildAgreement.offer(Place.CREATE_CHILD_SA, config, newSpi));
        if (method != 0) {
            payloads.add(1, followUp.start(keys, method));
        }
        payloads.add(1, new NoncePayload(keys.ownNonce()));
        if (old != null) {
            payloads.addFirst(NotifyPayload.ofEsp(NotifyType.REKEY_SA, old.inboundSpi()));
        }
        context.request(sa, ExchangeType.CREATE_CHILD_SA, payloads);
        return new Task.CreateChild(config, task.rekeyedSpi(), method, new Task.ChildAttempt(newSpi, keys));
    }

    private boolean isNeeded(IkeSa sa, Task.CreateChild task, @Nullable ChildSa old) {
        if (task.isRekey()) {
            return old != null && old.isCurrent();
        }
        String name = task.config().name();
        boolean room = sa.children().size() < IkeSa.CHILDREN_MAX;
        if (!room) {
            context.report(new IkeEvent.ChildFailed(sa.connection().name(), name, "the IKE SA has too many child SAs"));
        }
        return room
                && sa.child(child -> child.isCurrent() && child.config().name().equals(name)) == null;
    }

    /** Reads a response; returns whether the next request is sent. */
    boolean receive(IkeSa sa, Task.CreateChild task, Message response) throws InvalidSyntaxException {
        Task.ChildAttempt attempt = Objects.requireNonNull(task.attempt());
        boolean done = false;
        boolean goesOn = false;
        try {
            boolean wasAgreed = attempt.keys().isAgreed();
            ChildAgreement agreement = wasAgreed ? follow(task, attempt, response) : agree(task, attempt, response);
            if (RekeyCollision.isEnding(sa)) {
                throw new ChildRefusal(NotifyType.CHILD_SA_NOT_FOUND, "the IKE SA is about to be deleted");
            }
            if (sa.collisions().isClosedEarly(agreement.remoteSpi())) {
                throw new ChildRefusal(NotifyType.CHILD_SA_NOT_FOUND, "the peer has closed it at once");
            }
            boolean lost = !wasAgreed && loses(sa, task, attempt.keys());
            if (mayGoOn(sa, task, attempt.keys(), lost)) {
                goesOn = followUp.goOn(sa, attempt.keys(), response);
                done = attempt.keys().isDone();
            }
            if (done) {
                ChildSa child = agreement.install(context, sa, attempt.keys(), task.isRekey());
                settle(sa, task, child, lost);
            }
        } catch (ChildRefusal e) {
            refused(sa, task, response, e);
        } finally {
            if (!done && !goesOn) {
                context.releaseSpi(attempt.newSpi());
            }
            if (!goesOn) {
                attempt.keys().close();
            }
        }
        return goesOn;
    }

    private static ChildAgreement agree(Task.CreateChild task, Task.ChildAttempt attempt, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        ChildAgreement agreement = accept(task, attempt, response);
        Bytes peerNonce = response.required(NoncePayload.class).nonce();
        int method = agreement.method();
        if (method != 0) {
            if (method != task.method()) {
                throw new ChildRefusal(
                        NotifyType.NO_PROPOSAL_CHOSEN,
                        "the peer chose key exchange method " + method + ", sent was method " + task.method());
            }
            FollowUpExchange.finish(attempt.keys(), method, response.required(KePayload.class));
        }
        attempt.keys().agreed(response, peerNonce, agreement.suite().additionalKeyExchanges());
        return agreement;
    }

    private static ChildAgreement follow(Task.CreateChild task, Task.ChildAttempt attempt, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            throw new ChildRefusal(
                    error.get().messageType(),
                    "the peer answered an additional key exchange with "
                            + error.get().label());
        }
        FollowUpExchange.receive(attempt.keys(), response);
        return accept(task, attempt, attempt.keys().agreed());
    }

    private static ChildAgreement accept(Task.CreateChild task, Task.ChildAttempt attempt, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        return ChildAgreement.accept(Place.CREATE_CHILD_SA, task.config(), attempt.newSpi(), response);
    }

    /** Whether the peer's child SA is the one that stays. If it is ours, the peer's attempt ends. */
    private boolean loses(IkeSa sa, Task.CreateChild task, KeySeries keys) {
        Collisions.ChildRival rival = sa.collisions().child();
        if (rival == null) {
            return false;
        }
        if (RekeyCollision.isOursClosed(keys.lowestNonce(), rival.lowestNonce())) {
            return true;
        }
        if (rival.child() == null) {
            sa.halfDone().take(half -> half.isRivalOf(task)).forEach(context::abandon);
        } else if (!task.isRekey()) {
            // The peer deletes it at once, if it knows this rule, which RFC 7296 has for rekeyed ones only.
            long atNs = context.nowNs() + context.config().timers().spanNs();
            sa.deferred().add(new Task.DeleteChildren(List.of(rival.child().inboundSpi()), CloseCause.REPLACED), atNs);
        }
        return false;
    }

    /** Not when there is nothing to rekey any more, or when the peer's attempt is the one that goes on. */
    private boolean mayGoOn(IkeSa sa, Task.CreateChild task, KeySeries keys, boolean lost) {
        if (keys.isDone()) {
            return true;
        }
        if (lost) {
            sa.deferred().add(task.again(0), context.laterNs()); // In case that the peer does not finish.
        }
        ChildSa old = sa.children().get(task.rekeyedSpi());
        return !lost && (!task.isRekey() || (old != null && !old.isDeleted()));
    }

    /** Which child SA is to be used from now on, and which one is to be closed by us. */
    private void settle(IkeSa sa, Task.CreateChild task, ChildSa child, boolean lost) {
        ChildSa old = sa.children().get(task.rekeyedSpi());
        if (lost) {
            sa.tasks().add(new Task.DeleteChildren(List.of(child.inboundSpi()), CloseCause.REPLACED));
            return;
        }
        context.children().activate(child);
        if (old != null) {
            old.replacedBy(child);
            sa.tasks().add(new Task.DeleteChildren(List.of(old.inboundSpi()), CloseCause.REPLACED));
        }
    }

    private void refused(IkeSa sa, Task.CreateChild task, Message response, ChildRefusal refusal) {
        if (refusal.notifyType() != NotifyType.CHILD_SA_NOT_FOUND) {
            ChildAgreement.undo(sa, Objects.requireNonNull(task.attempt()).newSpi(), response);
        }
        Collisions.ChildRival rival = sa.collisions().child();
        boolean rekeyedByPeer = rival != null && rival.child() != null;
        ChildSa old = sa.children().get(task.rekeyedSpi());
        if (task.isRekey() && (rekeyedByPeer || old == null || old.isDeleted())) {
            return; // The peer has rekeyed it, or deleted it: there is nothing left to do.
        }
        Optional<NotifyPayload> group = response.notification(NotifyType.INVALID_KE_PAYLOAD);
        if (group.isPresent()) {
            int method = group.get().data().at(0) << 8 | group.get().data().at(1);
            boolean offered = task.config().proposals().stream()
                    .flatMap(set -> set.ofType(TransformType.KEY_EXCHANGE).stream())
                    .anyMatch(transform -> transform.id() == method);
            if (offered && method != task.method()) {
                sa.tasks().addFirst(task.again(method));
                return;
            }
        }
        if (refusal.notifyType() == NotifyType.TEMPORARY_FAILURE) {
            sa.deferred().add(task.again(0), context.laterNs());
            return;
        }
        if (refusal.notifyType() == NotifyType.STATE_NOT_FOUND) {
            followUp.lost(sa, task.again(0));
            return;
        }
        if (refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND && old != null) {
            context.children().delete(sa, old, CloseCause.REPLACED);
            sa.tasks().add(Task.CreateChild.of(task.config()));
            return;
        }
        context.reportFailure(sa, task.config(), refusal);
    }

    private static int method(TransformSet suite) {
        return suite.has(TransformType.KEY_EXCHANGE)
                ? suite.single(TransformType.KEY_EXCHANGE).id()
                : 0;
    }
}
