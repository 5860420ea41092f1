package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
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
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.TransformType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CREATE_CHILD_SA for child SAs: rekeys one, the new one ready before the old one goes (RFC 7296 §1.3, §2.8).
 *
 * <pre>
 * initiator A                                                responder B
 * HDR, SK { N(REKEY_SA a0), SA a1, Ni, [KEi], TSi, TSr } ──▶ installs inbound b1; outbound a1 is registered
 *          installs inbound a1, activates outbound b1    ◀── HDR, SK { SA b1, Nr, [KEr], TSi, TSr }
 * HDR, SK { D(a0) }                                      ──▶ activates outbound a1
 *                                                        ◀── HDR, SK { D(b0) }
 * </pre>
 *
 * When both sides rekey the same child SA at the same time, both refuse for now, and try again after a random time.
 */
final class ChildExchange {
    private final ExchangeContext context;

    ChildExchange(ExchangeContext context) {
        this.context = context;
    }

    /** Asks for the successor of a child SA; null if it needs none any more, so that nothing was sent. */
    Task.@Nullable RekeyChild initiate(IkeSa sa, Task.RekeyChild task) {
        ChildSa old = sa.children().get(task.inboundSpi());
        if (old == null || old.isDeleted() || old.successor().isPresent()) {
            return null;
        }
        if (!old.isActive()) {
            postpone(old); // The peer may not know it yet: our response may be lost.
            return null;
        }
        List<TransformSet> proposals = old.config().proposals();
        boolean forwardSecrecy = proposals.getFirst().has(TransformType.KEY_EXCHANGE);
        int method = task.method() == 0 && forwardSecrecy
                ? proposals.getFirst().single(TransformType.KEY_EXCHANGE).id()
                : task.method();
        Bytes nonce = context.nonce();
        int newSpi = context.allocateSpi();
        List<Payload> payloads = new ArrayList<>();
        payloads.add(NotifyPayload.ofEsp(NotifyType.REKEY_SA, old.inboundSpi()));
        payloads.addAll(ChildAgreement.offer(Place.CREATE_CHILD_SA, old.config(), newSpi));
        payloads.add(2, new NoncePayload(nonce));
        KeyExchangeMethod.Initiator keyExchange = null;
        if (method != 0) {
            keyExchange = method(method).start(context.secretRandom());
            payloads.add(new KePayload(method, Bytes.of(keyExchange.publicValue())));
        }
        context.request(sa, ExchangeType.CREATE_CHILD_SA, payloads);
        return new Task.RekeyChild(old.inboundSpi(), method, new Task.RekeyAttempt(newSpi, nonce, keyExchange));
    }

    /** Reads the response. */
    void receive(IkeSa sa, Task.RekeyChild task, Message response) throws InvalidSyntaxException {
        Task.RekeyAttempt attempt = Objects.requireNonNull(task.attempt());
        ChildSa old = sa.children().get(task.inboundSpi());
        ChildConfig config = old == null ? sa.connection().children().getFirst() : old.config();
        try (KeyExchangeMethod.Initiator keyExchange = attempt.keyExchange()) {
            ChildAgreement agreement = ChildAgreement.accept(Place.CREATE_CHILD_SA, config, attempt.newSpi(), response);
            Bytes peerNonce = response.required(NoncePayload.class).nonce();
            Nonces nonces = Nonces.of(attempt.nonce().toArray(), peerNonce.toArray());
            try (SharedSecrets shared = finish(task, agreement, keyExchange, response)) {
                ChildSa child = agreement.install(context, sa, shared.list(), nonces);
                child.activate().ifPresent(outbound -> context.effect(new IkeEffect.ActivateOutbound(outbound)));
                if (old != null) {
                    old.replacedBy(child);
                    sa.tasks().add(new Task.DeleteChildren(List.of(old.inboundSpi())));
                }
            }
        } catch (ChildRefusal e) {
            refused(sa, task, response, e);
        }
    }

    private SharedSecrets finish(
            Task.RekeyChild task,
            ChildAgreement agreement,
            KeyExchangeMethod.@Nullable Initiator keyExchange,
            Message response)
            throws InvalidSyntaxException, ChildRefusal {
        int chosen = method(agreement.suite());
        if (chosen == 0) {
            return new SharedSecrets(List.of());
        }
        KePayload ke = response.required(KePayload.class);
        if (keyExchange == null || chosen != task.method() || ke.method() != chosen) {
            throw new ChildRefusal(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    "the peer answered with key exchange method " + ke.method() + " to method " + task.method());
        }
        try {
            return new SharedSecrets(List.of(keyExchange.finish(ke.data().toArray())));
        } catch (CryptoRefusal e) {
            throw new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + e.getMessage());
        }
    }

    private void refused(IkeSa sa, Task.RekeyChild task, Message response, ChildRefusal refusal) {
        ChildSa old = sa.children().get(task.inboundSpi());
        if (old == null || old.isDeleted()) {
            return; // The peer has deleted it meanwhile: there is nothing left to rekey.
        }
        Optional<NotifyPayload> group = response.notification(NotifyType.INVALID_KE_PAYLOAD);
        if (group.isPresent()) {
            int method = group.get().data().at(0) << 8 | group.get().data().at(1);
            boolean offered = old.config().proposals().stream()
                    .flatMap(set -> set.ofType(TransformType.KEY_EXCHANGE).stream())
                    .anyMatch(transform -> transform.id() == method);
            if (offered && method != task.method()) {
                sa.tasks().addFirst(new Task.RekeyChild(old.inboundSpi(), method, null));
                return;
            }
        }
        if (refusal.notifyType() == NotifyType.TEMPORARY_FAILURE) {
            postpone(old);
            return;
        }
        if (refusal.notifyType() == NotifyType.CHILD_SA_NOT_FOUND) {
            sa.tasks().add(new Task.DeleteChildren(List.of(old.inboundSpi())));
        }
        context.report(new IkeEvent.ChildFailed(
                sa.connection().name(), old.config().name(), String.valueOf(refusal.getMessage())));
    }

    /** Tries again after a random time, so that the other side, which does the same, is not always as fast. */
    private void postpone(ChildSa child) {
        long pause = context.config().timers().retransmitNs();
        child.rekeyNs(context.nowNs() + pause / 4 + context.publicRandom().nextLong(pause));
    }

    /** Reads a request, and answers it. */
    void respond(IkeSa sa, Message request) throws InvalidSyntaxException {
        Optional<NotifyPayload> rekey = request.notification(NotifyType.REKEY_SA);
        try {
            ChildSa old = rekey.isPresent() ? find(sa, rekey.get()) : null;
            List<ChildConfig> candidates = old == null ? sa.connection().children() : List.of(old.config());
            if (old == null) {
                requireRoom(sa, request);
            }
            agree(sa, request, candidates, old);
        } catch (ChildRefusal e) {
            NotifyPayload notify = e.notifyType() == NotifyType.CHILD_SA_NOT_FOUND && rekey.isPresent()
                    ? new NotifyPayload(ProtocolId.ESP, rekey.get().spi(), e.notifyType(), Bytes.EMPTY)
                    : NotifyPayload.of(e.notifyType());
            context.respond(sa, request.header(), List.of(notify));
            context.report(new IkeEvent.ChildFailed(
                    sa.connection().name(),
                    sa.connection().children().getFirst().name(),
                    String.valueOf(e.getMessage())));
        }
    }

    private void agree(IkeSa sa, Message request, List<ChildConfig> candidates, @Nullable ChildSa old)
            throws InvalidSyntaxException, ChildRefusal {
        Bytes peerNonce = request.required(NoncePayload.class).nonce();
        ChildAgreement agreement = ChildAgreement.respond(context, Place.CREATE_CHILD_SA, candidates, request);
        Bytes nonce = context.nonce();
        List<Payload> payloads = new ArrayList<>(agreement.payloads());
        payloads.add(1, new NoncePayload(nonce));
        Nonces nonces = Nonces.of(peerNonce.toArray(), nonce.toArray());
        int method = method(agreement.suite());
        Optional<KePayload> ke = request.optional(KePayload.class);
        if (method != 0 && (ke.isEmpty() || ke.get().method() != method)) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            context.respond(
                    sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted))));
            return;
        }
        try (SharedSecrets shared = method == 0 ? new SharedSecrets(List.of()) : answer(ke.get(), payloads)) {
            ChildSa child = agreement.install(context, sa, shared.list(), nonces);
            context.respond(sa, request.header(), payloads);
            if (old == null) {
                child.activate().ifPresent(outbound -> context.effect(new IkeEffect.ActivateOutbound(outbound)));
            } else {
                old.replacedBy(child);
            }
        }
    }

    private SharedSecrets answer(KePayload ke, List<Payload> payloads) throws ChildRefusal {
        try {
            KeyExchangeMethod.Response response =
                    method(ke.method()).respond(ke.data().toArray(), context.secretRandom());
            payloads.add(2, new KePayload(ke.method(), Bytes.of(response.publicValue())));
            return new SharedSecrets(List.of(response.sharedSecret()));
        } catch (CryptoRefusal e) {
            throw new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + e.getMessage());
        }
    }

    /** The child SA that the peer wants to rekey: it names the SPI on which it receives (RFC 7296 §2.8). */
    private static ChildSa find(IkeSa sa, NotifyPayload rekey) throws ChildRefusal {
        int spi = rekey.spi().length() == Integer.BYTES ? ChildAgreement.spiOf(rekey.spi()) : 0;
        ChildSa old = sa.child(child -> child.outboundSpi() == spi && !child.isDeleted());
        if (old == null && sa.running() instanceof Task.RekeyChild) {
            throw new ChildRefusal(
                    NotifyType.TEMPORARY_FAILURE, "the peer rekeys what may come with a response that is under way");
        }
        if (old == null) {
            throw new ChildRefusal(
                    NotifyType.CHILD_SA_NOT_FOUND, "the peer rekeys a child SA that does not exist, " + spi);
        }
        boolean busy = switch (sa.running()) {
            case Task.RekeyChild task -> task.inboundSpi() == old.inboundSpi();
            case Task.DeleteChildren task -> task.spis().contains(old.inboundSpi());
            case null, default -> false;
        };
        if (busy || old.successor().isPresent()) {
            throw new ChildRefusal(
                    NotifyType.TEMPORARY_FAILURE, "both sides change the same child SA at the same time");
        }
        return old;
    }

    private static void requireRoom(IkeSa sa, Message request) throws InvalidSyntaxException, ChildRefusal {
        boolean ofEsp = request.required(SaPayload.class).proposals().stream()
                .allMatch(proposal -> proposal.protocol() == ProtocolId.ESP);
        if (!ofEsp || sa.children().size() >= IkeSa.CHILDREN_MAX) {
            throw new ChildRefusal(
                    NotifyType.NO_ADDITIONAL_SAS,
                    ofEsp ? "too many child SAs" : "the peer asks for an SA that is not for ESP");
        }
    }

    private static int method(TransformSet suite) {
        return suite.has(TransformType.KEY_EXCHANGE)
                ? suite.single(TransformType.KEY_EXCHANGE).id()
                : 0;
    }

    private KeyExchangeMethod method(int transformId) {
        return Objects.requireNonNull(context.config().keyExchanges().of(transformId));
    }

    /** The child's own shared secrets, wiped after use. */
    private record SharedSecrets(List<Secret> list) implements AutoCloseable {
        @Override
        public void close() {
            list.forEach(Secret::close);
        }
    }
}
