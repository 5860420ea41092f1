package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.crypto.CertifiedPeer;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.exchange.ChildAgreement.Place;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.AuthPayload;
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
import org.jspecify.annotations.Nullable;

/**
 * IKE_AUTH: both sides prove who they are, and make the first child SA (RFC 7296 §1.2, §2.15).
 *
 * <pre>
 * initiator                                                     responder
 * HDR, SK { IDi, [CERT,] [CERTREQ,] [IDr,] AUTH, SAi2, TSi, TSr, N(INITIAL_CONTACT) } ──▶
 *                                        ◀── HDR, SK { IDr, [CERT,] AUTH, SAr2, TSi, TSr }
 *                                        ◀── HDR, SK { IDr, [CERT,] AUTH, N(TS_UNACCEPTABLE) }   no child SA
 *                                        ◀── HDR, SK { N(AUTHENTICATION_FAILED) }        nothing
 * </pre>
 */
public final class AuthExchange {
    private final ExchangeContext context;
    private final Proofs proofs;
    private final Confirmation confirmation;

    public AuthExchange(ExchangeContext context) {
        this.context = context;
        this.proofs = new Proofs(context);
        this.confirmation = new Confirmation(context);
    }

    /**
     * Sends the request.
     *
     * @throws ExchangeFailure when we cannot prove who we are
     */
    public void initiate(IkeSa sa) throws ExchangeFailure {
        IkeSaState.Authenticating state = (IkeSaState.Authenticating) sa.state();
        Connection connection = sa.connection();
        LocalAuth local = proofs.choose(connection, state.transcript().peerAuthorities());
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new IdPayload(Side.INITIATOR, local.identity()));
        payloads.addAll(Proofs.certificates(local));
        Proofs.certificateRequest(List.of(connection.remoteAuth())).ifPresent(payloads::add);
        connection
                .remoteAuth()
                .identity()
                .single()
                .ifPresent(identity -> payloads.add(new IdPayload(Side.RESPONDER, identity)));
        try {
            addProof(sa, local, state.transcript(), payloads);
        } catch (CryptoRefusal e) {
            throw new ExchangeFailure(CloseCause.AUTHENTICATION, "authentication: " + e.getMessage());
        }
        payloads.addAll(ChildAgreement.offer(Place.IKE_AUTH, sa.wanted().getFirst(), state.childSpi()));
        if (Duplicates.isInitialContact(context, connection)) {
            payloads.add(NotifyPayload.of(NotifyType.INITIAL_CONTACT));
        }
        context.request(sa, ExchangeType.IKE_AUTH, payloads);
    }

    /** With a postquantum preshared key, two proofs: the peer may do without, unless it is required. */
    private void addProof(IkeSa sa, LocalAuth local, IkeSaState.Transcript transcript, List<Payload> payloads)
            throws CryptoRefusal {
        Ppk ppk = sa.connection().ppk();
        int messageId = sa.window().nextRequestId();
        if (ppk == null || !transcript.usesPpk()) {
            if (ppk != null && ppk.required()) {
                throw new CryptoRefusal("the peer uses no postquantum preshared keys, and the connection requires one");
            }
            payloads.add(
                    proofs.proof(sa, local, transcript, messageId, sa.channel().keys()));
            return;
        }
        try (IkeKeys mixed = PpkChoice.mixed(sa, ppk)) {
            payloads.add(proofs.proof(sa, local, transcript, messageId, mixed));
        }
        payloads.add(PpkChoice.identity(ppk));
        if (!ppk.required()) {
            AuthPayload without =
                    proofs.proof(sa, local, transcript, messageId, sa.channel().keys());
            payloads.add(NotifyPayload.of(NotifyType.NO_PPK_AUTH, Proofs.data(without)));
        }
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
                    error.get().messageType() == NotifyType.AUTHENTICATION_FAILED
                            ? CloseCause.AUTHENTICATION
                            : CloseCause.NEGOTIATION,
                    "the peer answered IKE_AUTH with " + error.get().label() + "; " + Proofs.describe(sa.connection()));
        }
        Connection connection = sa.connection();
        try {
            Identity claimed = response.identity(Side.RESPONDER)
                    .orElseThrow(() -> new CryptoRefusal("the peer has not said who it is"));
            if (!connection.remoteAuth().identity().matches(claimed)) {
                throw new CryptoRefusal("the peer says it is " + claimed + ", expected was "
                        + connection.remoteAuth().identity());
            }
            Ppk ppk = PpkChoice.confirmed(connection.ppk(), state.transcript().usesPpk(), response);
            if (ppk != null) {
                sa.channel().mixed(PpkChoice.mixed(sa, ppk));
            }
            Optional<CertifiedPeer> peer =
                    proofs.verify(sa, state.transcript(), claimed, response.required(AuthPayload.class), response);
            sa.window().answered();
            sa.remoteIdentity(claimed);
            if (peer.isPresent() && !peer.get().targets().isEmpty()) {
                confirmation.begin(sa, state, response, ppk != null, peer.get());
                return;
            }
        } catch (CryptoRefusal e) {
            sa.window().answered();
            throw disbelief(sa, e);
        }
        accept(sa, state, response);
    }

    /** It believes us already, and must learn that we do not believe it (RFC 7296 §2.21.2). */
    private ExchangeFailure disbelief(IkeSa sa, CryptoRefusal refusal) {
        context.request(sa, ExchangeType.INFORMATIONAL, List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)));
        return new ExchangeFailure(CloseCause.AUTHENTICATION, "authentication: " + refusal.getMessage());
    }

    /** Goes on when what is asked about the peer's certificates is answered, or with null will not be. */
    void confirm(IkeSa sa, IkeInput.@Nullable OcspAnswered answer) throws InvalidSyntaxException, ExchangeFailure {
        IkeSaState.Confirming state = (IkeSaState.Confirming) sa.state();
        try {
            if (answer == null) {
                confirmation.timedOut(sa);
            } else if (!confirmation.answered(sa, answer)) {
                return;
            }
        } catch (CryptoRefusal e) {
            if (sa.isInitiator()) {
                throw disbelief(sa, e);
            }
            refuse(sa, state.received(), e);
            return;
        }
        if (sa.isInitiator()) {
            accept(sa, state.before(), state.received());
        } else {
            answer(sa, state.before(), state.received(), state.usesPpk());
        }
    }

    private void accept(IkeSa sa, IkeSaState.Authenticating state, Message response) throws InvalidSyntaxException {
        establish(sa, state.transcript().suite());
        ChildConfig config = sa.wanted().removeFirst();
        try {
            ChildAgreement agreement = ChildAgreement.accept(Place.IKE_AUTH, config, state.childSpi(), response);
            context.children().activate(install(sa, agreement, state.transcript()));
        } catch (ChildRefusal e) {
            context.releaseSpi(state.childSpi());
            ChildAgreement.undo(sa, state.childSpi(), response);
            context.reportFailure(sa, config, e);
        } catch (InvalidSyntaxException e) {
            context.releaseSpi(state.childSpi());
            throw e;
        }
        sa.wanted().forEach(child -> sa.tasks().add(Task.CreateChild.of(child)));
        sa.wanted().clear();
    }

    /**
     * Reads a request, and answers it. The state is {@code Established} or {@code Closed} afterwards, or {@code
     * Confirming}: then the answer is to come.
     */
    public void respond(IkeSa sa, Message request, IkeInput.Datagram datagram) throws InvalidSyntaxException {
        IkeSaState.Authenticating state = (IkeSaState.Authenticating) sa.state();
        Identity claimed = request.identity(Side.INITIATOR).orElse(null);
        request.required(AuthPayload.class);
        Ppk ppk;
        try {
            if (claimed == null) {
                throw new CryptoRefusal("the peer has not said who it is");
            }
            sa.connection(identify(sa, state.transcript(), request, datagram, claimed));
            ppk = PpkChoice.agreed(sa.connection().ppk(), request);
            if (ppk != null) {
                sa.channel().mixed(PpkChoice.mixed(sa, ppk));
            }
            AuthPayload auth = PpkChoice.auth(request.required(AuthPayload.class), request, ppk);
            Optional<CertifiedPeer> peer = proofs.verify(sa, state.transcript(), claimed, auth, request);
            sa.remoteIdentity(claimed);
            if (peer.isPresent() && !peer.get().targets().isEmpty()) {
                confirmation.begin(sa, state, request, ppk != null, peer.get());
                return;
            }
        } catch (CryptoRefusal e) {
            refuse(sa, request, e);
            return;
        }
        answer(sa, state, request, ppk != null);
    }

    private void refuse(IkeSa sa, Message request, CryptoRefusal refusal) {
        context.respond(sa, request.header(), List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)));
        context.report(new IkeEvent.Refused(sa.connection().name(), "authentication: " + refusal.getMessage()));
        sa.state(new IkeSaState.Closed());
    }

    private void answer(IkeSa sa, IkeSaState.Authenticating state, Message request, boolean usesPpk)
            throws InvalidSyntaxException {
        if (Duplicates.isRefused(context, sa, request)) {
            refuse(sa, request, new CryptoRefusal("the peer has another IKE SA, which is kept"));
            return;
        }
        List<Payload> payloads = new ArrayList<>();
        LocalAuth local = proofs.choose(sa.connection(), Proofs.requested(request));
        payloads.add(new IdPayload(Side.RESPONDER, local.identity()));
        payloads.addAll(Proofs.certificates(local));
        try {
            payloads.add(proofs.proof(
                    sa,
                    local,
                    state.transcript(),
                    request.header().messageId(),
                    sa.channel().keys()));
        } catch (CryptoRefusal e) {
            refuse(sa, request, e);
            return;
        }
        if (usesPpk) {
            payloads.add(NotifyPayload.of(NotifyType.PPK_IDENTITY));
        }
        establish(sa, state.transcript().suite());
        try {
            ChildAgreement agreement =
                    ChildAgreement.respond(Place.IKE_AUTH, sa.connection().children(), request);
            context.children().requireFree(sa, agreement.responderSelectors(), agreement.initiatorSelectors());
            agreement = agreement.withLocalSpi(context.allocateSpi());
            payloads.addAll(agreement.payloads());
            ChildSa child = install(sa, agreement, state.transcript());
            context.respond(sa, request.header(), payloads);
            context.children().activate(child);
        } catch (ChildRefusal e) {
            payloads.add(NotifyPayload.of(e.notifyType()));
            context.respond(sa, request.header(), payloads);
            context.reportFailure(sa, sa.connection().children().getFirst(), e);
        }
    }

    private void establish(IkeSa sa, TransformSet suite) {
        sa.suite(suite);
        context.establish(sa);
        context.report(new IkeEvent.Established(sa.connection().name(), suite.toString()));
    }

    /** The connection that is meant, among those with these addresses and this suite. */
    private Connection identify(
            IkeSa sa, IkeSaState.Transcript transcript, Message request, IkeInput.Datagram datagram, Identity claimed)
            throws InvalidSyntaxException, CryptoRefusal {
        List<ConnectionTable.Group> between = context.connections().between(datagram);
        try {
            return ConnectionChoice.identified(
                    ConnectionChoice.allowing(between, transcript.suite()), claimed, request);
        } catch (CryptoRefusal e) {
            proofs.pretend(sa, transcript, claimed, request);
            throw e;
        }
    }

    private ChildSa install(IkeSa sa, ChildAgreement agreement, IkeSaState.Transcript transcript) {
        byte[] own = transcript.ownNonce().toArray();
        byte[] peer = transcript.peerNonce().toArray();
        Nonces nonces = sa.isInitiator() ? Nonces.of(own, peer) : Nonces.of(peer, own);
        return agreement.install(context, sa, nonces);
    }
}
