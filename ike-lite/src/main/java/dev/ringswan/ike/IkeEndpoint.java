package dev.ringswan.ike;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.exchange.AuthExchange;
import dev.ringswan.ike.exchange.EstablishedExchanges;
import dev.ringswan.ike.exchange.ExchangeContext;
import dev.ringswan.ike.exchange.ExchangeFailure;
import dev.ringswan.ike.exchange.InitExchange;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.MessageWindow;
import dev.ringswan.ike.sa.Task;
import dev.ringswan.ike.wire.ExchangeType;
import dev.ringswan.ike.wire.IkeHeader;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.MessageDecoder;
import dev.ringswan.ike.wire.NotifyType;
import dev.ringswan.ike.wire.PayloadChain;
import dev.ringswan.ike.wire.SealedMessage;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * IKEv2 as a function: {@code handle(input, now) -> effects}. The same inputs at the same times with the same random
 * streams have the same effects, byte for byte.
 *
 * <pre>
 *  datagram, deadline, operator, data plane ──▶ handle ──▶ datagrams, SAs to install and remove, events
 *                                                 │
 *                                              IKE SAs
 * </pre>
 *
 * <p><i>Threading:</i> one thread. <i>Errors:</i> none: whatever a peer sends is answered, or ignored with an event.
 */
public final class IkeEndpoint {
    /** An initiator that has not yet shown who it is. */
    private record HalfOpen(long initiatorSpi, TransportAddress initiator) {}

    private final ExchangeContext context;
    private final InitExchange init;
    private final AuthExchange auth;
    private final EstablishedExchanges established;
    private final SequencedMap<Long, IkeSa> sas = new LinkedHashMap<>();
    private final SequencedMap<HalfOpen, IkeSa> halfOpen = new LinkedHashMap<>();

    /**
     * No IKE SA is up yet.
     *
     * @param publicRandom for nonces, SPIs and IVs
     * @param secretRandom for keys
     * @param spis for inbound ESP SAs
     */
    public IkeEndpoint(IkeConfig config, SecureRandom publicRandom, SecureRandom secretRandom, SpiAllocator spis) {
        this.context = new ExchangeContext(config, publicRandom, secretRandom, spis);
        this.init = new InitExchange(context);
        this.auth = new AuthExchange(context);
        this.established = new EstablishedExchanges(context);
    }

    /** What is to be done about an input, in that order. Time is monotonic. */
    public List<IkeEffect> handle(IkeInput input, long nowNs) {
        context.begin(nowNs);
        switch (input) {
            case IkeInput.Datagram datagram -> receive(datagram);
            case IkeInput.TimerElapsed _ -> List.copyOf(sas.values()).forEach(this::elapse);
            case IkeInput.Initiate initiate -> initiate(initiate.connection());
            case IkeInput.Acquire acquire -> initiate(acquire.connection());
            case IkeInput.Terminate terminate -> terminate(terminate.connection());
            case IkeInput.RekeyChild rekey ->
                change(rekey.inboundSpi(), new Task.RekeyChild(rekey.inboundSpi(), 0, null));
            case IkeInput.LifetimeReached lifetime ->
                change(
                        lifetime.inboundSpi(),
                        lifetime.hard()
                                ? new Task.DeleteChildren(List.of(lifetime.inboundSpi()))
                                : new Task.RekeyChild(lifetime.inboundSpi(), 0, null));
        }
        return context.take();
    }

    /** When {@code TimerElapsed} is due, or {@code Long.MAX_VALUE}. */
    public long nextDeadlineNs() {
        long next = MessageWindow.NEVER;
        for (IkeSa sa : sas.values()) {
            next = Math.min(next, Math.min(sa.expiryNs(), sa.window().deadlineNs()));
            next = Math.min(next, livenessNs(sa));
            for (ChildSa child : sa.children().values()) {
                next = Math.min(next, Math.min(child.removalNs(), child.rekeyNs()));
            }
        }
        return next;
    }

    private void initiate(String name) {
        Optional<Connection> connection = context.config().connection(name);
        boolean present = sas.values().stream()
                .anyMatch(sa -> sa.connection().name().equals(name) && !(sa.state() instanceof IkeSaState.Closed));
        if (connection.isEmpty() || present) {
            context.report(new IkeEvent.Ignored(
                    "connection " + name + (present ? " is up, or on its way" : " is not configured")));
            return;
        }
        if (connection.get().remote().isAny()) {
            context.report(new IkeEvent.Ignored(
                    "connection " + name + " has no remote address: it waits for its peer to call"));
            return;
        }
        IkeSa sa = new IkeSa(connection.get(), true, drawSpi(), context.config().timers(), context.nowNs());
        sas.put(sa.localSpi(), sa);
        init.initiate(sa);
    }

    private void terminate(String name) {
        for (IkeSa sa : List.copyOf(sas.values())) {
            if (sa.connection().name().equals(name)) {
                switch (sa.state()) {
                    case IkeSaState.Established _ -> {
                        sa.tasks().clear();
                        sa.tasks().add(new Task.DeleteIke());
                        established.runNext(sa);
                    }
                    case IkeSaState.Initiating _, IkeSaState.Authenticating _ -> close(sa, "terminated");
                    case IkeSaState.Deleting _, IkeSaState.Closed _ -> {}
                }
            }
        }
    }

    private void change(int inboundSpi, Task task) {
        for (IkeSa sa : sas.values()) {
            if (sa.children().containsKey(inboundSpi) && !sa.tasks().contains(task)) {
                sa.tasks().add(task);
                established.runNext(sa);
                return;
            }
        }
    }

    private void receive(IkeInput.Datagram datagram) {
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
            IkeSa sa = sas.get(header.initiatorSpi());
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
        HalfOpen key = new HalfOpen(header.initiatorSpi(), datagram.remote());
        IkeSa known = halfOpen.get(key);
        if (known != null) {
            if (known.state() instanceof IkeSaState.Authenticating state
                    && state.transcript().peerMessage().equals(datagram.content())) {
                context.send(known, known.window().response());
            }
            return;
        }
        init.respond(message, datagram, halfOpen.size(), drawSpi()).ifPresent(sa -> {
            sas.put(sa.localSpi(), sa);
            halfOpen.put(key, sa);
        });
    }

    private void receiveInit(IkeSa sa, Message response, IkeInput.Datagram datagram) throws InvalidSyntaxException {
        try {
            init.receive(sa, response, datagram);
            if (sa.state() instanceof IkeSaState.Authenticating) {
                auth.initiate(sa);
            }
        } catch (ExchangeFailure e) {
            close(sa, e.getMessage());
        }
    }

    private void receiveSealed(IkeInput.Datagram datagram, SealedMessage sealed) throws InvalidSyntaxException {
        IkeHeader header = sealed.header();
        boolean fromInitiator = header.isFromInitiator();
        IkeSa sa = sas.get(fromInitiator ? header.responderSpi() : header.initiatorSpi());
        long remoteSpi = fromInitiator ? header.initiatorSpi() : header.responderSpi();
        if (sa == null || sa.isInitiator() == fromInitiator || sa.remoteSpi() != remoteSpi) {
            context.report(new IkeEvent.Ignored(datagram.remote() + ": no IKE SA for " + header));
            return;
        }
        MessageWindow window = sa.window();
        if (header.isResponse() ? !window.isExpected(header.messageId()) : !isNew(sa, sealed)) {
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
        if (header.isResponse()) {
            receiveResponse(sa, chain.get());
        } else {
            receiveRequest(sa, chain.get(), datagram);
        }
        established.runNext(sa);
    }

    /** A repeated request is answered as before; of one in fragments the first counts (RFC 7383 §2.6.1). */
    private boolean isNew(IkeSa sa, SealedMessage sealed) {
        return switch (sa.window().judge(sealed.header().messageId())) {
            case NEW -> true;
            case REPEATED -> {
                if (sealed.number() == 1) {
                    context.send(sa, sa.window().response());
                }
                yield false;
            }
            case OUTSIDE -> false;
        };
    }

    private void receiveResponse(IkeSa sa, PayloadChain chain) {
        try {
            Message response = chain.decode();
            if (sa.state() instanceof IkeSaState.Authenticating) {
                auth.receive(sa, response);
            } else {
                established.receive(sa, response).ifPresent(reason -> close(sa, reason));
            }
        } catch (ExchangeFailure | InvalidSyntaxException e) {
            // What the peer says about our own requests cannot be understood: the two sides no longer agree.
            close(sa, e.getMessage());
        }
    }

    private void receiveRequest(IkeSa sa, PayloadChain chain, IkeInput.Datagram datagram) {
        boolean authenticating = sa.state() instanceof IkeSaState.Authenticating;
        try {
            Message request = chain.decode();
            if (!authenticating) {
                if (sa.isNatDetected()) {
                    sa.addresses(datagram.local(), datagram.remote());
                }
                established.respond(sa, request).ifPresent(reason -> close(sa, reason));
            } else if (sa.isInitiator() || request.header().exchange() != ExchangeType.IKE_AUTH) {
                context.report(new IkeEvent.Ignored(datagram.remote() + ": too early: " + request));
            } else {
                auth.respond(sa, request, datagram);
                authenticated(sa, request);
            }
        } catch (InvalidSyntaxException e) {
            context.respond(sa, chain.header(), List.of(e.answer()));
            if (authenticating) {
                close(sa, e.getMessage());
            }
        }
    }

    private void authenticated(IkeSa sa, Message request) {
        halfOpen.values().remove(sa);
        if (sa.state() instanceof IkeSaState.Closed) {
            retire(sa);
            return;
        }
        if (request.hasNotification(NotifyType.INITIAL_CONTACT)) {
            for (IkeSa other : List.copyOf(sas.values())) {
                if (other.connection().equals(sa.connection())
                        && Objects.equals(other.remoteIdentity(), sa.remoteIdentity())
                        && other.isOlderThan(sa)) {
                    close(other, "the peer has started anew");
                }
            }
        }
    }

    private void elapse(IkeSa sa) {
        long now = context.nowNs();
        if (sa.expiryNs() <= now) {
            expire(sa);
            return;
        }
        if (sa.window().deadlineNs() <= now) {
            var datagrams = sa.window().due(now);
            if (datagrams.isEmpty()) {
                close(sa, "the peer does not answer");
                return;
            }
            context.send(sa, datagrams);
        }
        if (livenessNs(sa) <= now) {
            sa.tasks().add(new Task.Liveness());
        }
        for (ChildSa child : List.copyOf(sa.children().values())) {
            if (child.removalNs() <= now) {
                sa.children().remove(child.inboundSpi());
                context.effect(new IkeEffect.RemoveInbound(child.inboundSpi()));
            } else if (child.rekeyNs() <= now) {
                child.rekeyNs(MessageWindow.NEVER);
                sa.tasks().add(new Task.RekeyChild(child.inboundSpi(), 0, null));
            }
        }
        established.runNext(sa);
    }

    private void expire(IkeSa sa) {
        if (sa.state() instanceof IkeSaState.Closed) {
            sas.remove(sa.localSpi());
        } else {
            context.report(new IkeEvent.Refused(sa.connection().name(), "the peer has not shown who it is in time"));
            halfOpen.values().remove(sa);
            sas.remove(sa.localSpi());
            sa.close();
        }
    }

    /** When the peer is to be asked whether it lives. */
    private long livenessNs(IkeSa sa) {
        long silence = sa.connection().livenessNs();
        boolean idle = sa.state().isEstablished()
                && !sa.window().isWaiting()
                && sa.tasks().isEmpty();
        return silence > 0 && idle ? sa.heardNs() + silence : MessageWindow.NEVER;
    }

    private void close(IkeSa sa, @Nullable String reason) {
        for (ChildSa child : sa.children().values()) {
            if (!child.isDeleted()) {
                context.effect(new IkeEffect.RemoveOutbound(
                        sa.connection().name(), child.config().name(), child.outboundSpi()));
            }
            context.effect(new IkeEffect.RemoveInbound(child.inboundSpi()));
        }
        context.report(new IkeEvent.Closed(sa.connection().name(), String.valueOf(reason)));
        halfOpen.values().remove(sa);
        retire(sa);
    }

    /** Forgets all but the last response: if it got lost, the peer asks once more. */
    private void retire(IkeSa sa) {
        sa.close();
        sa.window().restarted();
        sa.state(new IkeSaState.Closed());
        sa.expiryNs(context.nowNs() + context.config().timers().halfOpenNs());
    }

    private long drawSpi() {
        long spi = context.publicRandom().nextLong();
        return spi == 0 || sas.containsKey(spi) ? drawSpi() : spi;
    }
}
