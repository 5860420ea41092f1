package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.IntAuth;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.Proposals;
import dev.ringswan.ike.negotiate.Suites;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.SecureChannel;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Limits;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageEncoder;
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

/**
 * IKE_SA_INIT: agrees on algorithms and keys (RFC 7296 §1.2, §2.6, §2.7, §2.23).
 *
 * <pre>
 * initiator                                                        responder
 * HDR, [N(COOKIE)], SAi1, KEi, Ni, N(NATD_S), N(NATD_D), … ──▶
 *                                        ◀── HDR, N(COOKIE)              too many half-open IKE SAs
 *                                        ◀── HDR, N(INVALID_KE_PAYLOAD)  another group, please
 *                                        ◀── HDR, SAr1, KEr, Nr, N(NATD_S), N(NATD_D), …
 * </pre>
 */
public final class InitExchange {
    /** How often a peer may ask for another first message. */
    private static final int ATTEMPTS_MAX = 3;

    private final ExchangeContext context;
    private final Admission admission;

    public InitExchange(ExchangeContext context) {
        this.context = context;
        this.admission = new Admission(context);
    }

    /** Sends the first message of a new IKE SA. */
    public void initiate(IkeSa sa) {
        int method = sa.connection()
                .proposals()
                .getFirst()
                .single(TransformType.KEY_EXCHANGE)
                .id();
        request(sa, method, context.nonce(), Bytes.EMPTY, 0);
    }

    /**
     * Reads the response. If it is the one that was hoped for, the state is {@code Intermediate} or {@code
     * Authenticating} afterwards.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void receive(IkeSa sa, Message response, IkeInput.Datagram datagram)
            throws InvalidSyntaxException, ExchangeFailure {
        IkeSaState.Initiating state = (IkeSaState.Initiating) sa.state();
        Optional<NotifyPayload> cookie = response.notification(NotifyType.COOKIE);
        Optional<NotifyPayload> otherGroup = response.notification(NotifyType.INVALID_KE_PAYLOAD);
        // What asks for the request that we have sent meanwhile is a repetition: it answers the one before.
        if (cookie.isPresent()) {
            if (!cookie.get().data().equals(state.cookie())) {
                restart(sa, state, state.method(), cookie.get().data());
            }
            return;
        }
        if (otherGroup.isPresent()) {
            Bytes data = otherGroup.get().data();
            int method = data.at(0) << 8 | data.at(1);
            if (method != state.method()) {
                restart(sa, state, method, state.cookie());
            }
            return;
        }
        Optional<NotifyPayload> error = response.error();
        if (error.isPresent()) {
            throw new ExchangeFailure("the peer answered IKE_SA_INIT with "
                    + error.get().label() + "; offered was " + sa.connection().proposals());
        }
        accept(sa, state, response, datagram);
    }

    private void restart(IkeSa sa, IkeSaState.Initiating state, int method, Bytes cookie) throws ExchangeFailure {
        boolean offered = sa.connection().proposals().stream()
                .flatMap(set -> set.ofType(TransformType.KEY_EXCHANGE).stream())
                .anyMatch(transform -> transform.id() == method);
        if (!offered) {
            throw new ExchangeFailure("the peer wants key exchange method " + method + ", which was not offered in "
                    + sa.connection().proposals());
        }
        if (state.attempts() == ATTEMPTS_MAX) {
            throw new ExchangeFailure("the peer has refused " + ATTEMPTS_MAX + " first messages");
        }
        sa.window().restarted();
        if (method == state.method()) {
            send(
                    sa,
                    new IkeSaState.Initiating(
                            state.keyExchange(), method, state.nonce(), cookie, Bytes.EMPTY, state.attempts() + 1));
        } else {
            state.keyExchange().close();
            request(sa, method, state.nonce(), cookie, state.attempts() + 1);
        }
    }

    private void request(IkeSa sa, int method, Bytes nonce, Bytes cookie, int attempts) {
        KeyExchangeMethod.Initiator keyExchange = method(method).start(context.secretRandom());
        send(sa, new IkeSaState.Initiating(keyExchange, method, nonce, cookie, Bytes.EMPTY, attempts));
    }

    private void send(IkeSa sa, IkeSaState.Initiating state) {
        IkeHeader header = sa.requestHeader(ExchangeType.IKE_SA_INIT);
        List<Payload> payloads = new ArrayList<>();
        if (!state.cookie().isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.COOKIE, state.cookie()));
        }
        payloads.add(
                Proposals.offer(ProtocolId.IKE, Bytes.EMPTY, sa.connection().proposals()));
        payloads.add(new KePayload(state.method(), Bytes.of(state.keyExchange().publicValue())));
        payloads.add(new NoncePayload(state.nonce()));
        addNotifies(payloads, header, sa.connection(), sa.local(), sa.remote());
        InitExtensions.offer(payloads, sa.connection());
        Bytes message = Bytes.of(MessageEncoder.encode(new Message(header, payloads)));
        sa.state(new IkeSaState.Initiating(
                state.keyExchange(), state.method(), state.nonce(), state.cookie(), message, state.attempts()));
        sa.window().sent(List.of(message), context.nowNs(), context.publicRandom());
        context.send(sa, List.of(message));
    }

    private void accept(IkeSa sa, IkeSaState.Initiating state, Message response, IkeInput.Datagram datagram)
            throws InvalidSyntaxException, ExchangeFailure {
        Proposals.Chosen chosen = switch (Proposals.check(
                ProtocolId.IKE, sa.connection().proposals(), response.required(SaPayload.class))) {
            case Proposals.Chosen accepted -> accepted;
            case Proposals.NoMatch nothing -> throw new ExchangeFailure(nothing.reason());
        };
        KePayload ke = response.required(KePayload.class);
        Bytes nonce = response.required(NoncePayload.class).nonce();
        int method = chosen.transforms().single(TransformType.KEY_EXCHANGE).id();
        if (ke.method() != state.method()
                || method != state.method()
                || response.header().responderSpi() == 0) {
            throw new ExchangeFailure("the peer answered with key exchange method " + ke.method() + " and proposal "
                    + chosen.transforms() + " to method " + state.method());
        }
        if (InitExtensions.needsIntermediate(chosen.transforms())
                && !response.hasNotification(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)) {
            throw new ExchangeFailure("the peer chose " + chosen.transforms()
                    + " without the IKE_INTERMEDIATE exchange that the additional key exchanges need");
        }
        sa.remoteSpi(response.header().responderSpi());
        try (KeyExchangeMethod.Initiator keyExchange = state.keyExchange();
                Secret shared = keyExchange.finish(ke.data().toArray())) {
            agree(
                    sa,
                    response,
                    chosen.transforms(),
                    shared,
                    Nonces.of(state.nonce().toArray(), nonce.toArray()));
        } catch (CryptoRefusal e) {
            throw new ExchangeFailure("the peer's key exchange value is refused: " + e.getMessage());
        }
        sa.window().answered();
        detectNat(sa, response, datagram);
        if (sa.isNatDetected()) {
            sa.addresses(
                    datagram.local().withPort(TransportAddress.NAT_PORT),
                    sa.remote().withPort(TransportAddress.NAT_PORT));
        }
        IkeSaState.Transcript transcript = new IkeSaState.Transcript(
                state.message(),
                datagram.content(),
                state.nonce(),
                nonce,
                SignatureHashes.of(response),
                Proofs.requested(response),
                chosen.transforms(),
                response.hasNotification(NotifyType.USE_PPK),
                new IntAuth(sa.channel().suite().prf()));
        try {
            sa.state(IkeSaState.afterInit(
                    transcript, context.allocateSpi(), chosen.transforms().additionalKeyExchanges()));
        } catch (ChildRefusal e) {
            throw new ExchangeFailure(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a first message, and answers it.
     *
     * @param halfOpenCount IKE SAs whose initiators have not yet shown who they are
     * @param localSpi for the new IKE SA
     * @return the new IKE SA, in state {@code Intermediate} or {@code Authenticating}, or empty
     */
    public Optional<IkeSa> respond(Message request, IkeInput.Datagram datagram, int halfOpenCount, long localSpi)
            throws InvalidSyntaxException {
        Bytes nonce = request.required(NoncePayload.class).nonce();
        if (!admission.isWelcome(request, datagram, nonce, halfOpenCount)) {
            return Optional.empty();
        }
        SaPayload offered = request.required(SaPayload.class);
        KePayload ke = request.required(KePayload.class);
        String reason = "no connection between " + datagram.local() + " and " + datagram.remote();
        String name = "";
        for (ConnectionTable.Group group : context.connections().between(datagram)) {
            Connection connection = group.first();
            switch (Proposals.choose(ProtocolId.IKE, InitExtensions.possible(connection, request), offered)) {
                case Proposals.Chosen chosen -> {
                    return respond(connection, request, datagram, chosen, ke, nonce, localSpi);
                }
                case Proposals.NoMatch nothing -> {
                    reason = name.isEmpty() ? nothing.reason() : reason;
                    name = name.isEmpty() ? connection.name() : name;
                }
            }
        }
        context.report(new IkeEvent.Refused(name, reason));
        answer(datagram, request, NotifyPayload.of(NotifyType.NO_PROPOSAL_CHOSEN));
        return Optional.empty();
    }

    private Optional<IkeSa> respond(
            Connection connection,
            Message request,
            IkeInput.Datagram datagram,
            Proposals.Chosen chosen,
            KePayload ke,
            Bytes nonce,
            long localSpi) {
        int method = chosen.transforms().single(TransformType.KEY_EXCHANGE).id();
        if (ke.method() != method) {
            byte[] wanted = ByteBuffer.allocate(2).putShort((short) method).array();
            answer(datagram, request, NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.of(wanted)));
            return Optional.empty();
        }
        IkeSa sa = new IkeSa(connection, false, localSpi, context.config().timers(), context.nowNs());
        sa.addresses(datagram.local(), datagram.remote());
        sa.remoteSpi(request.header().initiatorSpi());
        Bytes ownNonce = context.nonce();
        IkeHeader header = request.header().response().withResponderSpi(localSpi);
        List<Payload> payloads = new ArrayList<>();
        Proposal proposal = chosen.proposal();
        payloads.add(new SaPayload(
                List.of(new Proposal(proposal.number(), ProtocolId.IKE, Bytes.EMPTY, proposal.transforms()))));
        try (KeyExchangeMethod.Response response =
                method(method).respond(ke.data().toArray(), context.secretRandom())) {
            Nonces nonces = Nonces.of(nonce.toArray(), ownNonce.toArray());
            agree(sa, request, chosen.transforms(), response.sharedSecret(), nonces);
            payloads.add(new KePayload(method, Bytes.of(response.publicValue())));
        } catch (CryptoRefusal e) {
            context.report(new IkeEvent.Refused(connection.name(), "key exchange: " + e.getMessage()));
            return Optional.empty();
        }
        payloads.add(new NoncePayload(ownNonce));
        addNotifies(payloads, header, connection, sa.local(), sa.remote());
        boolean usesPpk = InitExtensions.answer(context, payloads, request, datagram, chosen.transforms());
        detectNat(sa, request, datagram);
        Bytes message = Bytes.of(MessageEncoder.encode(new Message(header, payloads)));
        sa.window().responded(List.of(message));
        IkeSaState.Transcript transcript = new IkeSaState.Transcript(
                message,
                datagram.content(),
                ownNonce,
                nonce,
                SignatureHashes.of(request),
                Proofs.requested(request),
                chosen.transforms(),
                usesPpk,
                new IntAuth(sa.channel().suite().prf()));
        sa.state(IkeSaState.afterInit(transcript, 0, chosen.transforms().additionalKeyExchanges()));
        sa.expiryNs(context.nowNs() + context.config().timers().halfOpenNs());
        context.send(sa, List.of(message));
        return Optional.of(sa);
    }

    private void addNotifies(
            List<Payload> payloads,
            IkeHeader header,
            Connection connection,
            TransportAddress local,
            TransportAddress remote) {
        if (connection.encapsulation() != Encapsulation.FORBIDDEN) {
            boolean pretend = connection.encapsulation() == Encapsulation.FORCED || local.isAny();
            payloads.addAll(NatDetection.payloads(context, header, local, remote, pretend));
        }
        payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        payloads.add(SignatureHashes.payload());
    }

    private static void detectNat(IkeSa sa, Message received, IkeInput.Datagram datagram) {
        boolean peer = NatDetection.isSenderBehindNat(received, datagram.remote());
        // With no address of ours to tell, the peer can only see a NAT.
        boolean we = NatDetection.isReceiverBehindNat(received, datagram.local())
                || sa.local().isAny();
        switch (sa.connection().encapsulation()) {
            case AUTO -> sa.natDetected(peer || we, peer);
            case FORCED -> sa.natDetected(true, peer);
            case FORBIDDEN -> sa.natDetected(false, false);
        }
    }

    /** Derives the keys of the IKE SA (RFC 7296 §2.14). */
    private void agree(IkeSa sa, Message received, TransformSet chosen, Secret shared, Nonces nonces) {
        IkeSuite suite = Suites.ike(chosen, context.config().weakAlgorithms());
        long spiI = sa.isInitiator() ? sa.localSpi() : sa.remoteSpi();
        long spiR = sa.isInitiator() ? sa.remoteSpi() : sa.localSpi();
        try (Secret seed = KeySchedule.initialSeed(suite.prf(), shared, nonces)) {
            IkeKeys keys = KeySchedule.ikeKeys(suite, seed, nonces, spiI, spiR);
            int lengthMax = received.hasNotification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED)
                    ? context.config().datagramLengthMax()
                    : Limits.MESSAGE_LENGTH_MAX;
            sa.channel(new SecureChannel(suite, keys, sa.isInitiator(), context.publicRandom(), lengthMax));
        }
    }

    /** The configuration was checked: there is no other in it. */
    private KeyExchangeMethod method(int transformId) {
        return Objects.requireNonNull(context.config().keyExchanges().of(transformId));
    }

    private void answer(IkeInput.Datagram datagram, Message request, Payload payload) {
        context.answer(datagram.local(), datagram.remote(), request.header(), payload);
    }
}
