package dev.ringswan.ike;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.exchange.Closing;
import dev.ringswan.ike.exchange.EstablishedExchanges;
import dev.ringswan.ike.exchange.ExchangeContext;
import dev.ringswan.ike.exchange.SetupExchanges;
import dev.ringswan.ike.sa.ChildSa;
import dev.ringswan.ike.sa.Closure;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.sa.MessageWindow;
import dev.ringswan.ike.sa.Task;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p><i>Threading:</i> one thread. <i>Errors:</i> none: whatever a peer sends is answered, or ignored with an event. What is
 * thrown nevertheless is a defect; it ends one input, and what was to be done until then is done with the next.
 */
public final class IkeEndpoint {
    private final ExchangeContext context;
    private final SetupExchanges setup;
    private final EstablishedExchanges established;
    private final Closing closing;
    private final Reception reception;

    /**
     * No IKE SA is up yet.
     *
     * @param publicRandom for nonces, SPIs and IVs
     * @param secretRandom for keys
     * @param spis for inbound ESP SAs
     */
    public IkeEndpoint(IkeConfig config, SecureRandom publicRandom, SecureRandom secretRandom, SpiAllocator spis) {
        this.context = new ExchangeContext(config, publicRandom, secretRandom, spis);
        this.setup = new SetupExchanges(context);
        this.established = new EstablishedExchanges(context);
        this.closing = new Closing(context);
        this.reception = new Reception(context, setup, established, closing);
    }

    /** What is to be done about an input, in that order. Time is monotonic. */
    public List<IkeEffect> handle(IkeInput input, long nowNs) {
        context.begin(nowNs);
        try {
            dispatch(input);
        } finally {
            context.sas().settle();
        }
        return context.take();
    }

    private void dispatch(IkeInput input) {
        switch (input) {
            case IkeInput.Datagram datagram -> reception.receive(datagram);
            case IkeInput.TimerElapsed _ -> elapse(context.sas().due(context.nowNs()));
            case IkeInput.Configure configure -> configure(configure.config());
            case IkeInput.Initiate initiate -> initiate(initiate.connection(), null, true);
            case IkeInput.InitiateChild initiate -> initiate(initiate.connection(), initiate.child(), true);
            case IkeInput.Acquire acquire -> initiate(acquire.connection(), acquire.child(), false);
            case IkeInput.Terminate terminate ->
                context.sas()
                        .ofConnection(terminate.connection())
                        .forEach(sa -> terminate(sa, new Closure(CloseCause.OPERATOR, "terminated")));
            case IkeInput.TerminateChild terminate ->
                context.sas().ofConnection(terminate.connection()).forEach(sa -> terminateChild(sa, terminate.child()));
            case IkeInput.RekeyIke rekey ->
                context.sas().ofConnection(rekey.connection()).forEach(this::rekeyIke);
            case IkeInput.RekeyChild rekey -> rekeyChild(rekey.inboundSpi());
            case IkeInput.LifetimeReached lifetime when lifetime.hard() -> deleteChild(lifetime.inboundSpi());
            case IkeInput.LifetimeReached lifetime -> rekeyChild(lifetime.inboundSpi());
            case IkeInput.PeerMoved moved -> follow(moved.inboundSpi(), moved.address());
            case IkeInput.InboundUsed used -> use(used.inboundSpi());
            case IkeInput.OcspAnswered answered -> reception.confirm(answered);
        }
    }

    /** The SPIs of all inbound SAs that are to be installed; a view. */
    public Set<Integer> inboundSpis() {
        return context.sas().owned();
    }

    /** When {@code TimerElapsed} is due, or {@code Long.MAX_VALUE}. */
    public long nextDeadlineNs() {
        return context.sas().nextDeadlineNs();
    }

    /** All connections, in the order of the configuration. */
    public List<ConnectionStatus> status() {
        return context.config().connections().stream()
                .map(connection -> IkeStatus.of(context, connection))
                .toList();
    }

    /** One connection; empty if it is not configured. */
    public Optional<ConnectionStatus> status(String connection) {
        return Optional.ofNullable(context.connections().find(connection)).map(found -> IkeStatus.of(context, found));
    }

    /** Whether a connection has an IKE SA that is up, if others of it are closed or not. */
    public boolean isUp(String connection) {
        return context.sas().ofConnection(connection).stream().anyMatch(IkeSa::counts);
    }

    private void configure(IkeConfig next) {
        IkeConfig before = context.config();
        context.configure(next);
        for (Connection connection : before.connections()) {
            if (!connection.equals(context.connections().find(connection.name()))) {
                context.sas().ofConnection(connection.name()).forEach(this::drop);
            }
        }
    }

    /** Nothing may travel by it any more, whether or not the peer answers. */
    private void drop(IkeSa sa) {
        context.children().removeAll(sa);
        terminate(sa, new Closure(CloseCause.CONFIGURATION, "its configuration has changed"));
    }

    /** Brings a child up, or with null all of a connection, with an IKE SA if there is none. */
    private void initiate(String name, @Nullable String childName, boolean byOperator) {
        Optional<Connection> connection =
                Optional.ofNullable(context.connections().find(name));
        List<ChildConfig> wanted = connection
                .map(found -> childName == null
                        ? found.children()
                        : found.child(childName).stream().toList())
                .orElse(List.of());
        if (connection.isEmpty() || wanted.isEmpty()) {
            ignore("connection " + name + (childName == null ? "" : ", child " + childName) + " is not configured");
            return;
        }
        Optional<IkeSa> present = context.sas().ofConnection(name).stream()
                .filter(IkeEndpoint::mayHaveMore)
                .findFirst();
        if (present.isPresent()) {
            boolean started = false;
            for (ChildConfig child : wanted) {
                started |= want(present.get(), child);
            }
            established.runNext(present.get());
            if (!started && byOperator) {
                ignore("connection " + name + " is up, or on its way");
            }
            return;
        }
        if (connection.get().remote().isAny()) {
            ignore("connection " + name + " has no remote address: it waits for its peer to call");
            return;
        }
        IkeSa sa = new IkeSa(
                connection.get(), true, context.drawIkeSpi(), context.config().timers(), context.nowNs());
        sa.wanted().addAll(wanted);
        context.sas().add(sa);
        setup.initiate(sa);
    }

    /** Whoever has begun an IKE SA with us and not shown who it is must not keep us from beginning our own. */
    private static boolean mayHaveMore(IkeSa sa) {
        return switch (sa.state()) {
            case IkeSaState.Initiating _ -> true;
            case IkeSaState.Intermediate _, IkeSaState.Authenticating _, IkeSaState.Confirming _ -> sa.isInitiator();
            case IkeSaState.Established _ -> sa.counts();
            case IkeSaState.Rekeyed _, IkeSaState.Deleting _, IkeSaState.Closed _ -> false;
        };
    }

    /** Asks for a child, unless it is there or has been asked for; returns whether that was so. */
    private static boolean want(IkeSa sa, ChildConfig child) {
        Task task = Task.CreateChild.of(child);
        boolean running = sa.running() instanceof Task.CreateChild create
                && create.config().equals(child);
        boolean present = sa.child(candidate ->
                        candidate.isCurrent() && candidate.config().equals(child) && !isClosing(sa, candidate))
                != null;
        if (running || present || sa.tasks().contains(task) || sa.wanted().contains(child)) {
            return false;
        }
        if (!sa.state().isEstablished()) {
            // A responder does not know yet whether it will be this connection: the peer may bring the child itself.
            return sa.isInitiator() && sa.wanted().add(child);
        }
        return sa.tasks().add(task);
    }

    /** Whether the operator has just taken it down. */
    private static boolean isClosing(IkeSa sa, ChildSa child) {
        return sa.tasks().contains(new Task.TerminateChild(child.config().name()))
                || (sa.running() instanceof Task.DeleteChildren delete
                        && delete.spis().contains(child.inboundSpi()));
    }

    private void terminate(IkeSa sa, Closure closure) {
        switch (sa.state()) {
            case IkeSaState.Established _ -> {
                delete(sa, closure);
            }
            case IkeSaState.Initiating _,
                    IkeSaState.Intermediate _,
                    IkeSaState.Authenticating _,
                    IkeSaState.Confirming _ -> closing.close(sa, closure);
            case IkeSaState.Rekeyed _, IkeSaState.Deleting _, IkeSaState.Closed _ -> {}
        }
    }

    private void delete(IkeSa sa, Closure closure) {
        sa.tasks().clear();
        sa.tasks().add(new Task.DeleteIke(closure));
        established.runNext(sa);
    }

    private void rekeyIke(IkeSa sa) {
        if (sa.counts() && !(sa.running() instanceof Task.RekeyIke)) {
            enqueue(sa, Task.RekeyIke.first());
        }
    }

    private void terminateChild(IkeSa sa, String name) {
        forgetWanted(sa, name);
        if (mayHaveMore(sa)) {
            sa.tasks()
                    .removeIf(task -> task instanceof Task.CreateChild create
                            && create.config().name().equals(name));
            sa.tasks().add(new Task.TerminateChild(name));
            established.runNext(sa);
        }
    }

    /** A child is not wanted any more; the first stays, since its request may be under way. */
    private static void forgetWanted(IkeSa sa, String name) {
        boolean first = true;
        for (Iterator<ChildConfig> wanted = sa.wanted().iterator(); wanted.hasNext(); first = false) {
            if (wanted.next().name().equals(name) && !first) {
                wanted.remove();
            }
        }
    }

    private void rekeyChild(int inboundSpi) {
        IkeSa sa = context.sas().owner(inboundSpi);
        if (sa != null) {
            enqueue(sa, Task.CreateChild.rekeying(sa.requireChild(inboundSpi)));
        }
    }

    private void deleteChild(int inboundSpi) {
        IkeSa sa = context.sas().owner(inboundSpi);
        if (sa != null) {
            enqueue(sa, new Task.DeleteChildren(List.of(inboundSpi), CloseCause.LIFETIME));
        }
    }

    private void enqueue(IkeSa sa, Task task) {
        if (!sa.tasks().contains(task)) {
            sa.tasks().add(task);
            established.runNext(sa);
        }
    }

    private void follow(int inboundSpi, TransportAddress address) {
        IkeSa sa = context.sas().owner(inboundSpi);
        if (sa != null) {
            context.children().follow(sa, sa.local(), address);
        }
    }

    /** The peer sends on a new SA: so it receives on it, too. */
    private void use(int inboundSpi) {
        IkeSa sa = context.sas().owner(inboundSpi);
        if (sa != null) {
            context.children().activate(sa.requireChild(inboundSpi));
        }
    }

    /** A defect in one of them must not keep the others waiting, nor come again at once: it is closed. */
    private void elapse(List<IkeSa> due) {
        RuntimeException defect = null;
        for (IkeSa sa : due) {
            try {
                elapse(sa);
            } catch (RuntimeException e) {
                defect = e;
                closing.close(sa, new Closure(CloseCause.NEGOTIATION, "a defect in this gateway: " + e));
            }
        }
        if (defect != null) {
            throw defect;
        }
    }

    private void elapse(IkeSa sa) {
        long now = context.nowNs();
        if (sa.expiryNs() <= now) {
            closing.expire(sa);
            return;
        }
        reception.elapse(sa);
        if (sa.window().deadlineNs() <= now) {
            var datagrams = sa.window().due(now, context.publicRandom());
            if (datagrams.isEmpty()) {
                CloseCause cause = sa.running() instanceof Task.DeleteIke delete
                        ? delete.closure().cause()
                        : sa.establishedNs() == MessageWindow.NEVER ? CloseCause.NO_ANSWER : CloseCause.PEER_DEAD;
                closing.close(sa, new Closure(cause, "the peer does not answer"));
                return;
            }
            context.send(sa, datagrams);
        }
        if (sa.hardNs() <= now) {
            sa.hardReached();
            delete(sa, new Closure(CloseCause.LIFETIME, "its lifetime has ended"));
            return;
        }
        if (sa.rekeyNs() <= now) {
            sa.rekeyStarted();
            sa.tasks().add(Task.RekeyIke.first());
        }
        if (sa.livenessNs() <= now) {
            sa.tasks().add(new Task.Liveness());
        }
        for (ChildSa child : List.copyOf(sa.children().values())) {
            if (child.removalNs() <= now) {
                context.children().removeInbound(sa, child);
            }
        }
        established.forgetHalfDone(sa);
        sa.deferred().resume(now, sa.tasks());
        established.runNext(sa);
    }

    private void ignore(String reason) {
        context.report(new IkeEvent.Ignored(reason));
    }
}
