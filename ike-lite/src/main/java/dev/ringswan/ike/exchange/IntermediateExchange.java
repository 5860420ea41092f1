package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.KeyExchangeMethod;
import dev.ringswan.ike.crypto.KeySchedule;
import dev.ringswan.ike.crypto.Nonces;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.KePayload;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.NotifyPayload;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.PayloadChain;
import java.util.List;
import java.util.Objects;

/**
 * IKE_INTERMEDIATE: one additional key exchange after the other, between IKE_SA_INIT and IKE_AUTH (RFC 9242, RFC 9370
 * §2.2.2). Each is protected by the keys that the one before has made, and long values travel in fragments.
 *
 * <pre>
 * initiator                             responder
 * HDR, SK { KEi(n) } ──▶
 *                  ◀── HDR, SK { KEr(n) }           keys(n) = f(keys(n-1), SK(n)), from the next message on
 * </pre>
 *
 * All these messages go into what both sides sign in IKE_AUTH.
 */
public final class IntermediateExchange {
    private final ExchangeContext context;

    public IntermediateExchange(ExchangeContext context) {
        this.context = context;
    }

    /** Sends the next request. */
    public void initiate(IkeSa sa) {
        IkeSaState.Intermediate state = (IkeSaState.Intermediate) sa.state();
        KeyExchangeMethod.Initiator keyExchange =
                method(state.methods().getFirst()).start(context.secretRandom());
        sa.state(state.with(keyExchange));
        List<Payload> payloads =
                List.of(new KePayload(state.methods().getFirst(), Bytes.of(keyExchange.publicValue())));
        IkeHeader header = sa.requestHeader(ExchangeType.IKE_INTERMEDIATE);
        state.transcript()
                .intermediates()
                .addRequest(
                        sa.channel().keys().skPi(),
                        PayloadChain.of(header, payloads).intermediateAuthData());
        context.request(sa, ExchangeType.IKE_INTERMEDIATE, payloads);
    }

    /**
     * Reads the response. The state is {@code Authenticating} after the last one.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void receive(IkeSa sa, PayloadChain chain) throws InvalidSyntaxException, ExchangeFailure {
        IkeSaState.Intermediate state = (IkeSaState.Intermediate) sa.state();
        Message response = chain.decode();
        var error = response.error();
        if (error.isPresent()) {
            throw new ExchangeFailure(
                    "the peer answered IKE_INTERMEDIATE with " + error.get().label());
        }
        KePayload ke = response.required(KePayload.class);
        int method = state.methods().getFirst();
        if (ke.method() != method) {
            throw new ExchangeFailure(
                    "the peer answered with key exchange method " + ke.method() + " to method " + method);
        }
        state.transcript().intermediates().addResponse(sa.channel().keys().skPr(), chain.intermediateAuthData());
        try (KeyExchangeMethod.Initiator keyExchange = Objects.requireNonNull(state.keyExchange());
                Secret shared = keyExchange.finish(ke.data().toArray())) {
            advance(sa, state, shared);
        } catch (CryptoRefusal e) {
            throw new ExchangeFailure("the peer's key exchange value is refused: " + e.getMessage());
        }
        sa.window().answered();
    }

    /**
     * Reads a request, and answers it. The state is {@code Authenticating} after the last one, and {@code Closed} when the
     * peer's value is refused.
     */
    public void respond(IkeSa sa, PayloadChain chain) throws InvalidSyntaxException {
        IkeSaState.Intermediate state = (IkeSaState.Intermediate) sa.state();
        KePayload ke = chain.decode().required(KePayload.class);
        int method = state.methods().getFirst();
        if (ke.method() != method) {
            refuse(sa, chain, "method " + ke.method() + ", agreed was " + method);
            return;
        }
        IkeKeys keys = sa.channel().keys();
        try (KeyExchangeMethod.Response response =
                method(method).respond(ke.data().toArray(), context.secretRandom())) {
            List<Payload> payloads = List.of(new KePayload(method, Bytes.of(response.publicValue())));
            PayloadChain answer = PayloadChain.of(chain.header().response(), payloads);
            state.transcript().intermediates().addRequest(keys.skPi(), chain.intermediateAuthData());
            state.transcript().intermediates().addResponse(keys.skPr(), answer.intermediateAuthData());
            context.respond(sa, chain.header(), payloads);
            advance(sa, state, response.sharedSecret());
        } catch (CryptoRefusal e) {
            refuse(sa, chain, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(IkeSa sa, PayloadChain request, String reason) {
        context.respond(sa, request.header(), List.of(NotifyPayload.of(NotifyType.INVALID_SYNTAX)));
        context.report(new IkeEvent.Refused(sa.connection().name(), "additional key exchange: " + reason));
        sa.state(new IkeSaState.Closed());
    }

    /** Takes new keys, and looks at the next method. */
    private void advance(IkeSa sa, IkeSaState.Intermediate state, Secret shared) {
        Prf prf = sa.channel().suite().prf();
        byte[] own = state.transcript().ownNonce().toArray();
        byte[] peer = state.transcript().peerNonce().toArray();
        Nonces nonces = sa.isInitiator() ? Nonces.of(own, peer) : Nonces.of(peer, own);
        long spiI = sa.isInitiator() ? sa.localSpi() : sa.remoteSpi();
        long spiR = sa.isInitiator() ? sa.remoteSpi() : sa.localSpi();
        try (Secret seed = KeySchedule.additionalSeed(prf, sa.channel().keys().skD(), shared, nonces)) {
            IkeKeys keys = KeySchedule.ikeKeys(sa.channel().suite(), seed, nonces, spiI, spiR);
            sa.rekeyed(keys, context.publicRandom());
        }
        sa.state(state.next());
    }

    /** The configuration was checked: there is no other in it. */
    private KeyExchangeMethod method(int transformId) {
        return Objects.requireNonNull(context.config().keyExchanges().of(transformId));
    }
}
