package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.IkeSa;
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
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.TransformType;
import java.nio.ByteBuffer;
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
 * When both sides rekey the same child SA at the same time, {@link RekeyCollision} decides.
 */
final class ChildExchange {
    private final ExchangeContext context;

    ChildExchange(ExchangeContext context) {
        this.context = context;
    }

    /** Asks for a child SA; null if none is needed any more, so that nothing was sent. */
    @Nullable
    Task initiate(IkeSa sa, Task.CreateChild task) {
        ChildSa old = sa.children().get(task.rekeyedSpi());
        if (!isNeeded(sa, task, old)) {
            return null;
        }
        if (old != null && !old.isActive()) {
            sa.deferred()
                    .add(task.again(0), context.laterNs()); // The peer may not know it yet: our response may be lost.
            return null;
        }
        ChildConfig config = task.config();
        TransformSet preferred = Place.CREATE_CHILD_SA.proposals(config).getFirst();
        int method = task.method() == 0 ? method(preferred) : task.method();
        Bytes nonce = context.nonce();
        int newSpi;
        try {
            newSpi = context.allocateSpi();
        } catch (ChildRefusal e) {
            fail(sa, config, e);
            return null;
        }
        List<Payload> payloads = new ArrayList<>(ChildAgreement.offer(Place.CREATE_CHILD_SA, config, newSpi));
        KeyExchangeMethod.Initiator keyExchange = null;
        if (method != 0) {
            keyExchange = context.method(method).start(context.secretRandom());
            payloads.add(1, new KePayload(method, Bytes.of(keyExchange.publicValue())));
        }
        payloads.add(1, new NoncePayload(nonce));
        if (old != null) {
            payloads.addFirst(NotifyPayload.ofEsp(NotifyType.REKEY_SA, old.inboundSpi()));
        }
        context.request(sa, ExchangeType.CREATE_CHILD_SA, payloads);
        Task.ChildAttempt attempt = new Task.ChildAttempt(newSpi, nonce, keyExchange);
        return new Task.CreateChild(config, task.rekeyedSpi(), method, attempt);
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

    /** Reads the response. */
    void receive(IkeSa sa, Task.CreateChild task, Message response) throws InvalidSyntaxException {
        try (Task.ChildAttempt attempt = Objects.requireNonNull(task.attempt())) {
            ChildSa child;
            Bytes peerNonce;
            try {
                ChildAgreement agreement =
                        ChildAgreement.accept(Place.CREATE_CHILD_SA, task.config(), attempt.newSpi(), response);
                if (RekeyCollision.isEnding(sa)) {
                    throw new ChildRefusal(NotifyType.CHILD_SA_NOT_FOUND, "the IKE SA is about to be deleted");
                }
                if (sa.collisions().isClosedEarly(agreement.remoteSpi())) {
                    throw new ChildRefusal(NotifyType.CHILD_SA_NOT_FOUND, "the peer has closed it at once");
                }
                peerNonce = response.required(NoncePayload.class).nonce();
                child = agree(sa, task, attempt, agreement, peerNonce, response);
            } catch (ChildRefusal | InvalidSyntaxException e) {
                context.releaseSpi(attempt.newSpi());
                throw e;
            }
            settle(sa, task, child, RekeyCollision.lowest(attempt.nonce(), peerNonce));
        } catch (ChildRefusal e) {
            refused(sa, task, response, e);
        }
    }

    private ChildSa agree(
            IkeSa sa,
            Task.CreateChild task,
            Task.ChildAttempt attempt,
            ChildAgreement agreement,
            Bytes peerNonce,
            Message response)
            throws InvalidSyntaxException, ChildRefusal {
        Nonces nonces = Nonces.of(attempt.nonce().toArray(), peerNonce.toArray());
        try (SharedSecrets shared = finish(task, attempt, agreement, response)) {
            return agreement.install(context, sa, shared.list(), nonces, task.isRekey());
        }
    }

    /** Which child SA is to be used from now on, and which one is to be closed by us. */
    private void settle(IkeSa sa, Task.CreateChild task, ChildSa child, Bytes lowestNonce) {
        Collisions.ChildRival rival = sa.collisions().child();
        ChildSa old = sa.children().get(task.rekeyedSpi());
        if (rival != null && RekeyCollision.isOursClosed(lowestNonce, rival.lowestNonce())) {
            sa.tasks().add(new Task.DeleteChildren(List.of(child.inboundSpi())));
            return;
        }
        context.children().activate(child);
        if (old != null) {
            old.replacedBy(child);
            sa.tasks().add(new Task.DeleteChildren(List.of(old.inboundSpi())));
        } else if (rival != null) {
            // The peer deletes it at once, if it knows this rule, which RFC 7296 has for rekeyed ones only.
            long atNs = context.nowNs() + context.config().timers().spanNs();
            sa.deferred().add(new Task.DeleteChildren(List.of(rival.child().inboundSpi())), atNs);
        }
    }

    private SharedSecrets finish(
            Task.CreateChild task, Task.ChildAttempt attempt, ChildAgreement agreement, Message response)
            throws InvalidSyntaxException, ChildRefusal {
        int chosen = method(agreement.suite());
        if (chosen == 0) {
            return new SharedSecrets(List.of());
        }
        KePayload ke = response.required(KePayload.class);
        if (attempt.keyExchange() == null || chosen != task.method() || ke.method() != chosen) {
            throw new ChildRefusal(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "the peer answered with key exchange method " + ke.method() + " to method " + task.method());
        }
        try {
            return new SharedSecrets(
                    List.of(attempt.keyExchange().finish(ke.data().toArray())));
        } catch (CryptoRefusal e) {
            throw new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + e.getMessage());
        }
    }

    private void refused(IkeSa sa, Task.CreateChild task, Message response, ChildRefusal refusal) {
        if (refusal.notifyType() != NotifyType.CHILD_SA_NOT_FOUND) {
            ChildAgreement.undo(sa, Objects.requireNonNull(task.attempt()).newSpi(), response);
        }
        boolean rekeyedByPeer = sa.collisions().child() != null;
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
        if (refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND && old != null) {
            context.children().delete(sa, old);
            sa.tasks().add(Task.CreateChild.of(task.config()));
            return;
        }
        fail(sa, task.config(), refusal);
    }

    private void fail(IkeSa sa, ChildConfig config, ChildRefusal refusal) {
        context.report(
                new IkeEvent.ChildFailed(sa.connection().name(), config.name(), String.valueOf(refusal.getMessage())));
    }

    /** Reads a request, and answers it. */
    void respond(IkeSa sa, Message request) throws InvalidSyntaxException {
        Optional<NotifyPayload> rekey = request.notification(NotifyType.REKEY_SA);
        ChildSa old = rekey.isPresent() ? find(sa, rekey.get()) : null;
        try {
            RekeyCollision.Answer answer = rekey.isPresent()
                    ? RekeyCollision.answer(RekeyCollision.Wish.REKEY_CHILD, RekeyCollision.towards(sa, old))
                    : RekeyCollision.answer(RekeyCollision.Wish.CREATE_CHILD, RekeyCollision.towards(sa));
            switch (answer) {
                case TEMPORARY_FAILURE ->
                    throw new ChildRefusal(
                            NotifyType.TEMPORARY_FAILURE, "the peer asks while we change the same thing");
                case CHILD_SA_NOT_FOUND ->
                    throw new ChildRefusal(
                            NotifyType.CHILD_SA_NOT_FOUND, "the peer rekeys a child SA that does not exist");
                default -> agree(sa, request, old, answer == RekeyCollision.Answer.COMPARE);
            }
        } catch (ChildRefusal e) {
            NotifyPayload notify = e.notifyType() == NotifyType.CHILD_SA_NOT_FOUND && rekey.isPresent()
                    ? new NotifyPayload(ProtocolId.ESP, rekey.get().spi(), e.notifyType(), Bytes.EMPTY)
                    : NotifyPayload.of(e.notifyType());
            context.respond(sa, request.header(), List.of(notify));
            reportRefusal(sa, old, e);
        }
    }

    /** A collision is no failure: both sides come to an end by themselves. */
    private void reportRefusal(IkeSa sa, @Nullable ChildSa old, ChildRefusal refusal) {
        if (refusal.notifyType() == NotifyType.TEMPORARY_FAILURE
                || refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND) {
            context.report(new IkeEvent.Ignored(sa.connection().name() + ": " + refusal.getMessage()));
        } else {
            ChildConfig config = old == null ? sa.connection().children().getFirst() : old.config();
            fail(sa, config, refusal);
        }
    }

    private void agree(IkeSa sa, Message request, @Nullable ChildSa old, boolean compare)
            throws InvalidSyntaxException, ChildRefusal {
        Bytes peerNonce = request.required(NoncePayload.class).nonce();
        if (sa.children().size() >= IkeSa.CHILDREN_MAX) {
            throw new ChildRefusal(NotifyType.NO_ADDITIONAL_SAS, "the IKE SA has too many child SAs");
        }
        List<ChildConfig> candidates = old == null ? sa.connection().children() : List.of(old.config());
        ChildAgreement agreement = ChildAgreement.respond(Place.CREATE_CHILD_SA, candidates, request);
        int method = method(agreement.suite());
        Optional<KePayload> ke = request.optional(KePayload.class);
        if (method != 0 && (ke.isEmpty() || ke.get().method() != method)) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            context.respond(
                    sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted))));
            return;
        }
        Bytes nonce = context.nonce();
        List<Payload> extras = new ArrayList<>(List.of(new NoncePayload(nonce)));
        try (SharedSecrets shared = method == 0 ? new SharedSecrets(List.of()) : answer(ke.get(), extras)) {
            agreement = agreement.withLocalSpi(context.allocateSpi());
            Nonces nonces = Nonces.of(peerNonce.toArray(), nonce.toArray());
            ChildSa child = agreement.install(context, sa, shared.list(), nonces, old != null);
            List<Payload> payloads = new ArrayList<>(agreement.payloads());
            payloads.addAll(1, extras);
            context.respond(sa, request.header(), payloads);
            if (old == null) {
                context.children().activate(child);
            } else {
                old.replacedBy(child);
            }
            boolean both = old == null && sa.running() instanceof Task.CreateChild ours && isTwin(ours, child);
            if (compare || both) {
                sa.collisions().child(new Collisions.ChildRival(child, RekeyCollision.lowest(peerNonce, nonce)));
            }
        }
    }

    /** Whether we have asked for what the peer has just made: then there will be two, of which one is to go. */
    private static boolean isTwin(Task.CreateChild ours, ChildSa child) {
        return !ours.isRekey()
                && ours.config().equals(child.config())
                && ours.config().localSelectors().equals(child.localSelectors())
                && ours.config().remoteSelectors().equals(child.remoteSelectors());
    }

    private SharedSecrets answer(KePayload ke, List<Payload> payloads) throws ChildRefusal {
        try {
            KeyExchangeMethod.Response response =
                    context.method(ke.method()).respond(ke.data().toArray(), context.secretRandom());
            payloads.add(new KePayload(ke.method(), Bytes.of(response.publicValue())));
            return new SharedSecrets(List.of(response.sharedSecret()));
        } catch (CryptoRefusal e) {
            throw new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + e.getMessage());
        }
    }

    /** The child SA that the peer wants to rekey: it names the SPI on which it receives (RFC 7296 §2.8). */
    private static @Nullable ChildSa find(IkeSa sa, NotifyPayload rekey) {
        int spi = rekey.spi().length() == Integer.BYTES ? ChildAgreement.spiOf(rekey.spi()) : 0;
        return sa.child(child -> child.outboundSpi() == spi && !child.isDeleted());
    }

    private static int method(TransformSet suite) {
        return suite.has(TransformType.KEY_EXCHANGE)
                ? suite.single(TransformType.KEY_EXCHANGE).id()
                : 0;
    }

    /** The child's own shared secrets, wiped after use. */
    private record SharedSecrets(List<Secret> list) implements AutoCloseable {
        @Override
        public void close() {
            list.forEach(Secret::close);
        }
    }
}
