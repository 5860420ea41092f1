package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.Collisions;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.RekeyCollision;
import dev.ringswan.ike.sa.SecureChannel;
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
import dev.ringswan.ike.wire.Proposal;
import dev.ringswan.ike.wire.ProtocolId;
import dev.ringswan.ike.wire.SaPayload;
import dev.ringswan.ike.wire.TransformType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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
 * peer has made is a spare until then: it has no children.
 */
final class RekeyIkeExchange {
    /** How many times as long to wait after a refusal for good as after one for now. */
    private static final int PATIENCE = 10;

    private final ExchangeContext context;
    private final Consumer<IkeSa> runNext;

    /** With what starts the tasks of an IKE SA. */
    RekeyIkeExchange(ExchangeContext context, Consumer<IkeSa> runNext) {
        this.context = context;
        this.runNext = runNext;
    }

    /** Whether a request of CREATE_CHILD_SA asks for an IKE SA. */
    static boolean isMeant(Message request) throws InvalidSyntaxException {
        return request.required(SaPayload.class).proposals().stream()
                .allMatch(proposal -> proposal.protocol() == ProtocolId.IKE);
    }

    /** Asks for a successor. */
    Task initiate(IkeSa sa, Task.RekeyIke task) {
        List<TransformSet> proposals = proposals(sa);
        int method = task.method() == 0 ? method(proposals.getFirst()) : task.method();
        Bytes nonce = context.nonce();
        long newSpi = context.drawIkeSpi();
        KeyExchangeMethod.Initiator keyExchange = context.method(method).start(context.secretRandom());
        context.request(
                sa,
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        Proposals.offer(ProtocolId.IKE, bytes(newSpi), proposals),
                        new NoncePayload(nonce),
                        new KePayload(method, Bytes.of(keyExchange.publicValue()))));
        return new Task.RekeyIke(method, new Task.IkeAttempt(newSpi, nonce, keyExchange));
    }

    /** Reads the response. */
    void receive(IkeSa sa, Task.RekeyIke task, Message response) throws InvalidSyntaxException {
        Task.IkeAttempt attempt = Objects.requireNonNull(task.attempt());
        try (KeyExchangeMethod.Initiator keyExchange = attempt.keyExchange()) {
            Optional<NotifyPayload> error = response.error();
            if (error.isPresent()) {
                refused(sa, task, error.get());
                return;
            }
            Proposal proposal =
                    chosen(Proposals.check(ProtocolId.IKE, proposals(sa), response.required(SaPayload.class)));
            TransformSet suite = new TransformSet(proposal.transforms());
            KePayload ke = response.required(KePayload.class);
            Bytes peerNonce = response.required(NoncePayload.class).nonce();
            if (ke.method() != task.method() || method(suite) != task.method()) {
                throw new ChildRefusal(
                        NotifyType.NO_PROPOSAL_CHOSEN, "the peer answered with key exchange method " + ke.method());
            }
            IkeSa next = new IkeSa(
                    sa.connection(), true, attempt.newSpi(), context.config().timers(), context.nowNs());
            next.remoteSpi(spi(proposal));
            Nonces nonces = Nonces.of(attempt.nonce().toArray(), peerNonce.toArray());
            try (Secret shared = keyExchange.finish(ke.data().toArray())) {
                begin(sa, next, suite, shared, nonces);
            }
            settle(sa, next, RekeyCollision.lowest(attempt.nonce(), peerNonce));
        } catch (ChildRefusal | CryptoRefusal e) {
            fail(sa, "the peer's answer is refused: " + e.getMessage());
        }
    }

    /** Which IKE SA takes the children, and which one is to be closed by us. */
    private void settle(IkeSa sa, IkeSa next, Bytes lowestNonce) {
        Collisions.IkeRival rival = rival(sa);
        if (rival != null && RekeyCollision.isOursClosed(lowestNonce, rival.lowestNonce())) {
            replace(sa, rival.sa());
        }
        if (sa.isReplaced()) {
            next.spareFor(sa);
            next.tasks().add(new Task.DeleteIke("the peer has rekeyed it, too"));
            runNext.accept(next);
            return;
        }
        replace(sa, next);
        sa.tasks().add(new Task.DeleteIke("rekeyed"));
    }

    private void refused(IkeSa sa, Task.RekeyIke task, NotifyPayload error) {
        Collisions.IkeRival rival = rival(sa);
        if (rival != null) {
            replace(sa, rival.sa());
        }
        if (sa.isReplaced()) {
            return;
        }
        if (error.messageType() == NotifyType.INVALID_KE_PAYLOAD) {
            int method = error.data().at(0) << 8 | error.data().at(1);
            boolean offered = proposals(sa).stream()
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
        fail(sa, "the peer answered with " + error.label() + "; offered was " + proposals(sa));
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
            agree(sa, request, answer == RekeyCollision.Answer.COMPARE);
        } catch (ChildRefusal e) {
            context.respond(sa, request.header(), List.of(NotifyPayload.of(e.notifyType())));
            context.report(
                    e.notifyType() == NotifyType.TEMPORARY_FAILURE
                            ? new IkeEvent.Ignored(sa.connection().name() + ": " + e.getMessage())
                            : new IkeEvent.IkeRekeyFailed(sa.connection().name(), String.valueOf(e.getMessage())));
        }
    }

    private void agree(IkeSa sa, Message request, boolean compare) throws InvalidSyntaxException, ChildRefusal {
        Proposal proposal = chosen(Proposals.choose(ProtocolId.IKE, proposals(sa), request.required(SaPayload.class)));
        TransformSet suite = new TransformSet(proposal.transforms());
        KePayload ke = request.required(KePayload.class);
        Bytes peerNonce = request.required(NoncePayload.class).nonce();
        int method = method(suite);
        if (ke.method() != method) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            context.respond(
                    sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted))));
            return;
        }
        IkeSa next = new IkeSa(
                sa.connection(), false, context.drawIkeSpi(), context.config().timers(), context.nowNs());
        next.remoteSpi(spi(proposal));
        Bytes nonce = context.nonce();
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new SaPayload(List.of(
                new Proposal(proposal.number(), ProtocolId.IKE, bytes(next.localSpi()), proposal.transforms()))));
        payloads.add(new NoncePayload(nonce));
        try (KeyExchangeMethod.Response response =
                context.method(method).respond(ke.data().toArray(), context.secretRandom())) {
            Nonces nonces = Nonces.of(peerNonce.toArray(), nonce.toArray());
            begin(sa, next, suite, response.sharedSecret(), nonces);
            payloads.add(new KePayload(method, Bytes.of(response.publicValue())));
        } catch (CryptoRefusal e) {
            throw new ChildRefusal(NotifyType.INVALID_SYNTAX, "the peer's key exchange value: " + e.getMessage());
        }
        context.respond(sa, request.header(), payloads);
        if (compare) {
            next.spareFor(sa);
            sa.collisions().ike(new Collisions.IkeRival(next, RekeyCollision.lowest(peerNonce, nonce)));
            // The peer closes it, or the old one. If it does neither in all the time that it may try, it knows of none.
            next.deferred().add(new Task.DeleteIke("the peer has forgotten it"), spanEndNs());
        } else {
            replace(sa, next);
        }
    }

    /** Derives the keys of a new IKE SA, which begins. */
    private void begin(IkeSa old, IkeSa next, TransformSet chosen, Secret shared, Nonces nonces) {
        IkeSuite suite = Suites.ike(chosen, context.config().weakAlgorithms());
        long spiI = next.isInitiator() ? next.localSpi() : next.remoteSpi();
        long spiR = next.isInitiator() ? next.remoteSpi() : next.localSpi();
        SecureChannel channel = old.channel();
        try (Secret seed =
                KeySchedule.rekeySeed(channel.suite().prf(), channel.keys().skD(), List.of(shared), nonces)) {
            IkeKeys keys = KeySchedule.ikeKeys(suite, seed, nonces, spiI, spiR);
            next.channel(new SecureChannel(
                    suite, keys, next.isInitiator(), context.publicRandom(), channel.datagramLengthMax()));
        }
        next.suite(chosen);
        old.continueTo(next);
        context.establish(next);
        context.sas().add(next);
    }

    /** The peer has deleted the IKE SA that we rekey: if it has made another one in its place, that is the one. */
    void forget(IkeSa sa) {
        Collisions.IkeRival rival = rival(sa);
        if (rival != null) {
            replace(sa, rival.sa());
        }
    }

    /** The peer uses an IKE SA that it has made: so it does not know of ours, or has decided against it. */
    void adopt(IkeSa sa) {
        IkeSa old = Objects.requireNonNull(sa.predecessor());
        Collisions.IkeRival rival = rival(old);
        if (rival != null && rival.sa().localSpi() == sa.localSpi()) {
            replace(old, sa);
        }
    }

    /** What the peer has made in place of an IKE SA, while that is not decided. */
    private static Collisions.@Nullable IkeRival rival(IkeSa sa) {
        Collisions.IkeRival rival = sa.collisions().ike();
        boolean open = rival != null && !sa.isReplaced() && rival.sa().state().isEstablished();
        return open ? rival : null;
    }

    /** Until then a request is repeated. */
    private long spanEndNs() {
        return context.nowNs() + context.config().timers().spanNs();
    }

    private void replace(IkeSa old, IkeSa next) {
        next.spareFor(null);
        context.children().move(old, next);
        old.handOver(next);
        old.replaced();
        // One of both sides deletes it at once. If nothing is heard of that, we do.
        old.deferred().add(new Task.DeleteIke("rekeyed"), spanEndNs());
        runNext.accept(next);
        context.report(
                new IkeEvent.IkeRekeyed(next.connection().name(), next.suite().toString()));
    }

    private static List<TransformSet> proposals(IkeSa sa) {
        return sa.connection().proposals().stream()
                .map(TransformSet::withoutAdditional)
                .toList();
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
