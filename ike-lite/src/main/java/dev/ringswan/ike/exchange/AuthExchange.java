package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.crypto.AuthValue;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SignedOctets;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IdPayload;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE_AUTH: both sides prove who they are, and make the first child SA (RFC 7296 §1.2, §2.15).
 *
 * <pre>
 * initiator                                                     responder
 * HDR, SK { IDi, IDr, AUTH, SAi2, TSi, TSr, N(INITIAL_CONTACT) } ──▶
 *                                        ◀── HDR, SK { IDr, AUTH, SAr2, TSi, TSr }
 *                                        ◀── HDR, SK { IDr, AUTH, N(TS_UNACCEPTABLE) }   no child SA
 *                                        ◀── HDR, SK { N(AUTHENTICATION_FAILED) }        nothing
 * </pre>
 */
public final class AuthExchange {
    private final ExchangeContext context;

    public AuthExchange(ExchangeContext context) {
        this.context = context;
    }

    /**
     * Sends the request.
     *
     * @throws ExchangeFailure when we cannot prove who we are
     */
    public void initiate(IkeSa sa) throws ExchangeFailure {
        IkeSaState.Authenticating state = (IkeSaState.Authenticating) sa.state();
        Connection connection = sa.connection();
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new IdPayload(Side.INITIATOR, connection.localIdentity()));
        payloads.add(new IdPayload(Side.RESPONDER, connection.remoteIdentity()));
        try {
            payloads.add(proof(sa, state.transcript()));
        } catch (CryptoRefusal e) {
            throw new ExchangeFailure("authentication: " + e.getMessage());
        }
        payloads.addAll(
                ChildAgreement.offer(Place.IKE_AUTH, connection.children().getFirst(), state.childSpi()));
        payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
        context.request(sa, ExchangeType.IKE_AUTH, payloads);
    }

    /**
     * Reads the response.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void receive(IkeSa sa, Message response) throws InvalidSyntaxException, ExchangeFailure {
        IkeSaState.Authenticating state = (IkeSaState.Authenticating) sa.state();
        Optional<AuthPayload> auth = response.optional(AuthPayload.class);
        Optional<NotifyPayload> error = response.error();
        if (auth.isEmpty() && error.isPresent()) {
            throw new ExchangeFailure(
                    "the peer answered IKE_AUTH with " + error.get().label());
        }
        Connection connection = sa.connection();
        try {
            Identity claimed = response.identity(Side.RESPONDER)
                    .orElseThrow(() -> new CryptoRefusal("the peer has not said who it is"));
            if (!claimed.equals(connection.remoteIdentity())) {
                throw new CryptoRefusal(
                        "the peer says it is " + claimed + ", expected was " + connection.remoteIdentity());
            }
            verify(sa, state.transcript(), claimed, response.required(AuthPayload.class));
        } catch (CryptoRefusal e) {
            // It believes us already, and must learn that we do not believe it (RFC 7296 §2.21.2).
            sa.window().answered();
            context.request(
                    sa, ExchangeType.INFORMATIONAL, List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)));
            throw new ExchangeFailure("authentication: " + e.getMessage());
        }
        sa.window().answered();
        establish(sa, state.transcript().suite());
        try {
            ChildConfig config = connection.children().getFirst();
            ChildAgreement agreement = ChildAgreement.accept(Place.IKE_AUTH, config, state.childSpi(), response);
            ChildSa child = install(sa, agreement, state.transcript());
            child.activate().ifPresent(outbound -> context.effect(new IkeEffect.ActivateOutbound(outbound)));
        } catch (ChildRefusal e) {
            reportChildFailure(sa, e);
        }
    }

    /** Reads a request, and answers it. The state is {@code Established} or {@code Closed} afterwards. */
    public void respond(IkeSa sa, Message request, IkeInput.Datagram datagram) throws InvalidSyntaxException {
        IkeSaState.Authenticating state = (IkeSaState.Authenticating) sa.state();
        Identity claimed = request.identity(Side.INITIATOR).orElse(null);
        AuthPayload auth = request.required(AuthPayload.class);
        List<Payload> payloads = new ArrayList<>();
        try {
            if (claimed == null) {
                throw new CryptoRefusal("the peer has not said who it is");
            }
            sa.connection(
                    identify(request, datagram, claimed, state.transcript().suite()));
            verify(sa, state.transcript(), claimed, auth);
            payloads.add(new IdPayload(Side.RESPONDER, sa.connection().localIdentity()));
            payloads.add(proof(sa, state.transcript()));
        } catch (CryptoRefusal e) {
            context.respond(sa, request.header(), List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)));
            context.report(new IkeEvent.Refused(sa.connection().name(), "authentication: " + e.getMessage()));
            sa.state(new IkeSaState.Closed());
            return;
        }
        sa.addresses(datagram.local(), datagram.remote());
        establish(sa, state.transcript().suite());
        try {
            ChildAgreement agreement = ChildAgreement.respond(
                    context, Place.IKE_AUTH, sa.connection().children(), request);
            payloads.addAll(agreement.payloads());
            ChildSa child = install(sa, agreement, state.transcript());
            context.respond(sa, request.header(), payloads);
            child.activate().ifPresent(outbound -> context.effect(new IkeEffect.ActivateOutbound(outbound)));
        } catch (ChildRefusal e) {
            payloads.add(NotifyPayload.of(e.notifyType()));
            context.respond(sa, request.header(), payloads);
            reportChildFailure(sa, e);
        }
    }

    private void establish(IkeSa sa, TransformSet suite) {
        sa.established(context.nowNs());
        context.report(new IkeEvent.Established(sa.connection().name(), suite.toString()));
    }

    private void reportChildFailure(IkeSa sa, ChildRefusal refusal) {
        Connection connection = sa.connection();
        context.report(new IkeEvent.ChildFailed(
                connection.name(), connection.children().getFirst().name(), String.valueOf(refusal.getMessage())));
    }

    /** The connection whose peer has this identity, among those with these addresses and this suite. */
    private Connection identify(Message request, IkeInput.Datagram datagram, Identity claimed, TransformSet suite)
            throws InvalidSyntaxException, CryptoRefusal {
        Optional<Identity> wanted = request.identity(Side.RESPONDER);
        for (Connection connection : context.config().connections()) {
            boolean suits = connection.proposals().stream()
                    .anyMatch(set -> set.transforms().containsAll(suite.transforms()));
            if (suits
                    && InitExchange.isBetween(connection, datagram)
                    && connection.remoteIdentity().equals(claimed)
                    && wanted.map(connection.localIdentity()::equals).orElse(true)) {
                return connection;
            }
        }
        throw new CryptoRefusal("no connection for the peer " + claimed
                + wanted.map(identity -> " that wants to speak to " + identity).orElse(""));
    }

    private ChildSa install(IkeSa sa, ChildAgreement agreement, IkeSaState.Transcript transcript) {
        byte[] own = transcript.ownNonce().toArray();
        byte[] peer = transcript.peerNonce().toArray();
        Nonces nonces = sa.isInitiator() ? Nonces.of(own, peer) : Nonces.of(peer, own);
        return agreement.install(context, sa, List.of(), nonces);
    }

    private AuthPayload proof(IkeSa sa, IkeSaState.Transcript transcript) throws CryptoRefusal {
        IkeKeys keys = sa.channel().keys();
        Prf prf = sa.channel().suite().prf();
        Secret skP = sa.isInitiator() ? keys.skPi() : keys.skPr();
        byte[] signed = SignedOctets.of(
                prf,
                transcript.ownMessage().toArray(),
                transcript.peerNonce().toArray(),
                skP,
                idBody(sa.connection().localIdentity()),
                new byte[0]);
        AuthValue value = sa.connection().signer().sign(prf, signed, transcript.peerHashes(), context.secretRandom());
        return payload(value);
    }

    private void verify(IkeSa sa, IkeSaState.Transcript transcript, Identity claimed, AuthPayload auth)
            throws CryptoRefusal {
        IkeKeys keys = sa.channel().keys();
        Prf prf = sa.channel().suite().prf();
        Secret skP = sa.isInitiator() ? keys.skPr() : keys.skPi();
        byte[] signed = SignedOctets.of(
                prf,
                transcript.peerMessage().toArray(),
                transcript.ownNonce().toArray(),
                skP,
                idBody(claimed),
                new byte[0]);
        sa.connection().verifier().verify(prf, signed, value(auth));
    }

    private static byte[] idBody(Identity identity) {
        return new IdPayload(Side.INITIATOR, identity).body().toArray();
    }

    /** The data of method 14 starts with the algorithm and its length (RFC 7427 §3), which the payload has apart. */
    private static AuthPayload payload(AuthValue value) {
        Bytes data = Bytes.of(value.data());
        if (value.method() != AuthValue.DIGITAL_SIGNATURE) {
            return AuthPayload.of(value.method(), data);
        }
        int limit = 1 + data.at(0);
        return new AuthPayload(value.method(), data.slice(1, limit), data.slice(limit, data.length()));
    }

    private static AuthValue value(AuthPayload auth) {
        if (auth.method() != AuthValue.DIGITAL_SIGNATURE) {
            return AuthValue.of(auth.method(), auth.value().toArray());
        }
        byte[] algorithm = auth.algorithm().toArray();
        byte[] value = auth.value().toArray();
        byte[] data = new byte[1 + algorithm.length + value.length];
        data[0] = (byte) algorithm.length;
        System.arraycopy(algorithm, 0, data, 1, algorithm.length);
        System.arraycopy(value, 0, data, 1 + algorithm.length, value.length);
        return AuthValue.of(auth.method(), data);
    }
}
