package dev.ringswan.ike;

import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.exchange.Closing;
import dev.ringswan.ike.exchange.Duplicates;
import dev.ringswan.ike.exchange.EstablishedExchanges;
import dev.ringswan.ike.exchange.ExchangeContext;
import dev.ringswan.ike.exchange.ExchangeFailure;
import dev.ringswan.ike.exchange.SetupExchanges;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.MessageWindow;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageDecoder;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.PayloadChain;
import dev.ringswan.ike.wire.SealedMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a datagram to the exchange that it belongs to. What is not authentic changes nothing.
 *
 * <pre>
 *  datagram ──▶ header ─┬─ IKE_SA_INIT ──────────────────────────────────▶ SetupExchanges
 *                       └─ IKE SA? ──▶ message ID? ──▶ opens? ─┬─ early ──▶ SetupExchanges
 *                                                              └─ up ─────▶ EstablishedExchanges
 * </pre>
 *
 * <p><i>Threading:</i> one thread.
 */
final class Reception {
    private final ExchangeContext context;
    private final SetupExchanges setup;
    private final EstablishedExchanges established;
    private final Closing closing;
    private final Duplicates duplicates;

    Reception(ExchangeContext context, SetupExchanges setup, EstablishedExchanges established, Closing closing) {
        this.context = context;
        this.setup = setup;
        this.established = established;
        this.closing = closing;
        this.duplicates = new Duplicates(context, closing, established::runNext);
    }

    /** Reads a datagram, and does what it asks for. */
    void receive(IkeInput.Datagram datagram) {
        try {
            byte[] content = datagram.content().toArray();
            IkeHeader header = IkeHeader.decode(content);
            if (header.exchange() == ExchangeType.IKE_SA_INIT) {
                receiveInit(datagram, MessageDecoder.decode(content));
            } else {
                receiveSealed(datagram, SealedMessage.decode(content));
            }
        } catch (InvalidSyntaxException e) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": " + e.getMessage()));
        }
    }

    private void receiveInit(IkeInput.Datagram datagram, Message message) throws InvalidSyntaxException {
        IkeHeader header = message.header();
        if (header.isResponse()) {
            IkeSa sa = context.sas().find(header.initiatorSpi());
            if (sa != null
                    && !header.isFromInitiator()
                    && sa.state() instanceof IkeSaState.Initiating
                    && sa.window().isExpected(header.messageId())) {
                receiveInit(sa, message, datagram);
            }
            return;
        }
        if (header.messageId() != 0
                || header.responderSpi() != 0
                || header.initiatorSpi() == 0
                || !header.isFromInitiator()) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": no first message: " + message));
            return;
        }
        IkeSa known = context.sas().findHalfOpen(header.initiatorSpi(), datagram.remote());
        if (known != null) {
            IkeSaState.Transcript transcript = known.state().transcriptOrNull();
            if (transcript != null
                    && transcript.peerMessage().equals(datagram.content())
                    && known.window().judge(header.messageId()) == MessageWindow.Arrival.REPEATED) {
                context.send(known, known.window().response());
            }
            return;
        }
        setup.respondInit(message, datagram, context.sas().halfOpenCount(), context.drawIkeSpi())
                .ifPresent(sa -> {
                    context.sas().add(sa);
                    context.sas().halfOpen(sa, datagram.remote());
                });
    }

    private void receiveInit(IkeSa sa, Message response, IkeInput.Datagram datagram) throws InvalidSyntaxException {
        try {
            setup.receiveInit(sa, response, datagram);
        } catch (ExchangeFailure e) {
            closing.close(sa, e.closure());
        }
    }

    private void receiveSealed(IkeInput.Datagram datagram, SealedMessage sealed) throws InvalidSyntaxException {
        IkeHeader header = sealed.header();
        boolean fromInitiator = header.isFromInitiator();
        IkeSa sa = context.sas().find(fromInitiator ? header.responderSpi() : header.initiatorSpi());
        long remoteSpi = fromInitiator ? header.initiatorSpi() : header.responderSpi();
        if (sa == null || sa.isInitiator() == fromInitiator || sa.remoteSpi() != remoteSpi) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": no IKE SA for " + header));
            return;
        }
        MessageWindow window = sa.window();
        if (header.isResponse() ? !window.isExpected(header.messageId()) : !isNew(sa, sealed, datagram)) {
            return;
        }
        if (sa.state() instanceof IkeSaState.Closed || !sa.hasChannel()) {
            return;
        }
        Optional<PayloadChain> chain = sa.channel().open(sealed);
        if (chain.isEmpty()) {
            return;
        }
        sa.heardNs(context.nowNs());
        if (sa.state().transcriptOrNull() == null) {
            context.children().follow(sa, datagram.local(), datagram.remote());
        }
        if (header.isResponse()) {
            receiveResponse(sa, chain.get());
        } else {
            receiveRequest(sa, chain.get(), datagram);
        }
        established.runNext(sa);
    }

    /**
     * A repeated request is answered as before; of one in fragments the first counts (RFC 7383 §2.6.1). The answer goes
     * where the request came from (RFC 7296 §2.11): a NAT may have changed the peer's address meanwhile.
     */
    private boolean isNew(IkeSa sa, SealedMessage sealed, IkeInput.Datagram datagram) {
        return switch (sa.window().judge(sealed.header().messageId())) {
            case NEW -> true;
            case REPEATED -> {
                if (sealed.number() == 1) {
                    sa.window().response().forEach(answer -> context.send(datagram.local(), datagram.remote(), answer));
                }
                yield false;
            }
            case OUTSIDE -> false;
        };
    }

    private void receiveResponse(IkeSa sa, PayloadChain chain) {
        try {
            if (sa.state().transcriptOrNull() != null) {
                setup.receive(sa, chain);
                believed(sa);
            } else {
                established.receive(sa, chain.decode()).ifPresent(closure -> closing.close(sa, closure));
            }
        } catch (ExchangeFailure e) {
            closing.close(sa, e.closure());
        } catch (InvalidSyntaxException e) {
            // What the peer says about our own requests cannot be understood: the two sides no longer agree.
            closing.close(sa, new Closure(CloseCause.NEGOTIATION, String.valueOf(e.getMessage())));
        }
    }

    private void receiveRequest(IkeSa sa, PayloadChain chain, IkeInput.Datagram datagram) {
        boolean settingUp = sa.state().transcriptOrNull() != null;
        try {
            Message request = chain.decode();
            if (settingUp) {
                setup.respond(sa, chain, datagram);
                authenticated(sa, request);
            } else {
                established.respond(sa, request).ifPresent(closure -> closing.close(sa, closure));
            }
        } catch (InvalidSyntaxException e) {
            refuse(sa, chain.header(), settingUp, e);
        }
    }

    private void refuse(IkeSa sa, IkeHeader request, boolean settingUp, InvalidSyntaxException e) {
        context.respond(sa, request, List.of(e.answer()));
        if (sa.state().transcriptOrNull() != null) {
            // A stranger has failed: nothing is down now that was up.
            context.report(new IkeEvent.Refused(sa.connection().name(), String.valueOf(e.getMessage())));
            closing.retire(sa);
        } else if (settingUp) {
            closing.close(sa, new Closure(CloseCause.NEGOTIATION, String.valueOf(e.getMessage())));
        }
    }

    /** A responder has answered; one that is late is not heard. */
    void confirm(IkeInput.OcspAnswered answer) {
        IkeSa sa = context.sas().find(answer.localSpi());
        if (sa != null && sa.state() instanceof IkeSaState.Confirming state) {
            confirm(sa, state, answer);
        }
    }

    /** A responder may not have answered in time. */
    void elapse(IkeSa sa) {
        if (sa.state() instanceof IkeSaState.Confirming state && state.deadlineNs() <= context.nowNs()) {
            confirm(sa, state, null);
        }
    }

    private void confirm(IkeSa sa, IkeSaState.Confirming state, IkeInput.@Nullable OcspAnswered answer) {
        try {
            setup.confirm(sa, answer);
            if (sa.isInitiator()) {
                believed(sa);
            } else {
                authenticated(sa, state.received());
            }
        } catch (ExchangeFailure e) {
            closing.close(sa, e.closure());
        } catch (InvalidSyntaxException e) {
            if (sa.isInitiator()) {
                closing.close(sa, new Closure(CloseCause.NEGOTIATION, String.valueOf(e.getMessage())));
            } else {
                refuse(sa, state.received().header(), true, e);
            }
        }
        established.runNext(sa);
    }

    /** An initiator has read a response of the setup. */
    private void believed(IkeSa sa) {
        if (sa.state().isEstablished()) {
            duplicates.established(sa, false);
        }
    }

    private void authenticated(IkeSa sa, Message request) {
        if (sa.state().transcriptOrNull() != null) {
            return; // Not yet.
        }
        if (sa.state() instanceof IkeSaState.Closed) {
            closing.retire(sa);
            return;
        }
        context.sas().authenticated(sa);
        duplicates.established(sa, request.hasNotification(NotifyType.INITIAL_CONTACT));
    }
}
