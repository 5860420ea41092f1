package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.PayloadChain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that bring an IKE SA up, in their order (RFC 7296 §1.2, RFC 9242):
 *
 * <pre>
 *  IKE_SA_INIT ──▶ IKE_INTERMEDIATE, one for each additional key exchange ──▶ IKE_AUTH
 *  Initiating      Intermediate                                              Authenticating ──▶ Established
 * </pre>
 */
public final class SetupExchanges {
    private final ExchangeContext context;
    private final InitExchange init;
    private final IntermediateExchange intermediate;
    private final AuthExchange auth;

    public SetupExchanges(ExchangeContext context) {
        this.context = context;
        this.init = new InitExchange(context);
        this.intermediate = new IntermediateExchange(context);
        this.auth = new AuthExchange(context);
    }

    /** Sends the first message of a new IKE SA. */
    public void initiate(IkeSa sa) {
        init.initiate(sa);
    }

    /**
     * Reads the response to the first message, and goes on.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void receiveInit(IkeSa sa, Message response, IkeInput.Datagram datagram)
            throws InvalidSyntaxException, ExchangeFailure {
        init.receive(sa, response, datagram);
        if (!(sa.state() instanceof IkeSaState.Initiating)) {
            next(sa);
        }
    }

    /**
     * Reads the response to a later message, and goes on.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void receive(IkeSa sa, PayloadChain chain) throws InvalidSyntaxException, ExchangeFailure {
        if (sa.state() instanceof IkeSaState.Intermediate) {
            intermediate.receive(sa, chain);
            next(sa);
        } else {
            auth.receive(sa, chain.decode());
        }
    }

    private void next(IkeSa sa) throws ExchangeFailure {
        if (sa.state() instanceof IkeSaState.Intermediate) {
            intermediate.initiate(sa);
        } else {
            auth.initiate(sa);
        }
    }

    /**
     * Reads a first message, and answers it.
     *
     * @param halfOpenCount IKE SAs whose initiators have not yet shown who they are
     * @param localSpi for the new IKE SA
     * @return the new IKE SA, or empty
     */
    public Optional<IkeSa> respondInit(Message request, IkeInput.Datagram datagram, int halfOpenCount, long localSpi)
            throws InvalidSyntaxException {
        return init.respond(request, datagram, halfOpenCount, localSpi);
    }

    /**
     * Reads a later request, and answers it. The state is {@code Established} or {@code Closed} when this is decided.
     */
    public void respond(IkeSa sa, PayloadChain chain, IkeInput.Datagram datagram) throws InvalidSyntaxException {
        if (sa.state() instanceof IkeSaState.Confirming) {
            return; // The peer is answered once it is decided; until then it repeats its request.
        }
        int exchange = chain.header().exchange();
        boolean expected = sa.state() instanceof IkeSaState.Intermediate
                ? exchange == ExchangeType.IKE_INTERMEDIATE
                : exchange == ExchangeType.IKE_AUTH;
        if (sa.isInitiator() || !expected) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": too early: " + chain.header()));
            return;
        }
        // Behind a NAT the initiator has moved to port 4500.
        sa.addresses(datagram.local(), datagram.remote());
        if (sa.state() instanceof IkeSaState.Intermediate) {
            intermediate.respond(sa, chain);
        } else {
            auth.respond(sa, chain.decode(), datagram);
        }
    }

    /**
     * Takes what a responder says about a certificate of the peer, or with null that nothing comes any more. The state is
     * another one when all is decided.
     *
     * @throws ExchangeFailure when there will be no IKE SA
     */
    public void confirm(IkeSa sa, IkeInput.@Nullable OcspAnswered answer)
            throws InvalidSyntaxException, ExchangeFailure {
        auth.confirm(sa, answer);
    }
}
