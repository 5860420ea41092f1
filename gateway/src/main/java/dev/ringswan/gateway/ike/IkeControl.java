package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.event.Direction;
import dev.ringswan.dataplane.policy.Policy;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.SaControl;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.path.SaPaths;
import dev.ringswan.ike.IkeEndpoint;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.ConnectionStatus;
import dev.ringswan.ike.api.IkeEffect;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import dev.ringswan.ike.api.IkeSaStatus;
import dev.ringswan.ike.api.SpiAllocator;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.nativeio.Endpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Feeds IKE with what happens, and has its effects carried out.
 *
 * <p><em>Threading:</em> the conductor's; {@link #pairs}, {@link #suites} and {@link #rekeys} any.
 */
public final class IkeControl {
    private static final Logger LOG = System.getLogger(IkeControl.class.getName());

    /** Shorter than IKE waits for all answers about a peer. */
    private static final Duration OCSP_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A child that carries traffic.
     *
     * @param name of connection and child
     */
    public record ActivePair(String name, InboundSa inbound, OutboundSa outbound) {}

    private IkeSettings settings;
    private final List<Endpoint> encapsulatedPorts;
    private final NanoClock clock;
    private final IkeEndpoint endpoint;
    private final IkeDatagrams datagrams;
    private final NegotiatedChildren children;
    private final LifetimeTimers lifetimes = new LifetimeTimers();
    private final OcspClient responders = new OcspClient(OCSP_TIMEOUT);
    private final ObjLongConsumer<IkeEffect> executor;
    private final ConnectionKeeper keeper;
    private final IkeLog log;
    private final ErrorHandler errorHandler;
    private final ConnectionHistory history = new ConnectionHistory();
    /** What carrying out an effect leads to waits until the effects beside it are carried out. */
    private final Queue<IkeInput> followUps = new ArrayDeque<>();

    /**
     * Starts IKE with no connection up.
     *
     * @param ports for IKE messages
     * @param firstPolicies those that come before any negotiated child's
     * @param random for what everybody may see
     * @param secretRandom for keys
     * @param errorHandler hears of defects, which end one input or one effect
     */
    public IkeControl(
            GatewayConfig config,
            List<IkePort> ports,
            SaControl control,
            SaPaths paths,
            List<Policy<OutboundSlot>> firstPolicies,
            NanoClock clock,
            SecureRandom random,
            SecureRandom secretRandom,
            ErrorHandler errorHandler) {
        settings = config.ike();
        this.errorHandler = errorHandler;
        encapsulatedPorts = config.publicSide().udp();
        this.clock = clock;
        endpoint = new IkeEndpoint(settings.config(), random, secretRandom, spisOf(control));
        datagrams = new IkeDatagrams(ports, config.gateway().dataplane().cellSize());
        children = new NegotiatedChildren(settings, config.publicSide(), control, firstPolicies, random);
        children.publish();
        executor = new EffectExecutor(datagrams, children, lifetimes, paths, responders)::execute;
        keeper = new ConnectionKeeper(settings, random, clock.nanoTime());
        log = new IkeLog(clock.nanoTime());
        history.connections(settings.connectionNames(), clock.nanoTime());
    }

    private static SpiAllocator spisOf(SaControl control) {
        return new SpiAllocator() {
            @Override
            public int allocate() {
                return control.allocateSpi();
            }

            @Override
            public void release(int spi) {
                control.releaseSpi(spi);
            }
        };
    }

    /**
     * Follows a configuration. Connections that are as before keep their SAs, those of others are deleted, their keys wiped.
     *
     * @param firstPolicies those that come before any negotiated child's
     * @return what became of each connection, before and now
     */
    public SequencedMap<String, ConnectionChange> configure(
            IkeSettings read, List<Policy<OutboundSlot>> firstPolicies) {
        SequencedMap<String, ConnectionChange> changes = ConnectionChange.between(settings, read);
        IkeSettings next = read.keeping(settings);
        changes.forEach((name, change) -> {
            if (change != ConnectionChange.KEPT) {
                keeper.unwanted(name, null);
                history.endWanted(name);
            }
        });
        handle(new IkeInput.Configure(next.config()));
        settings.wipe(next);
        settings = next;
        children.configure(next, firstPolicies);
        keeper.configure(next, ConnectionChange.changed(changes), clock.nanoTime());
        history.connections(next.connectionNames(), clock.nanoTime());
        return changes;
    }

    /** Does what is due; returns how much that was. */
    public int poll(long nowNs) {
        int work =
                datagrams.poll(this::handle) + keeper.poll(nowNs, this::handle) + lifetimes.poll(nowNs, this::expire);
        work += children.pollUsed(spi -> handle(new IkeInput.InboundUsed(spi))) + responders.poll(this::handle);
        if (endpoint.nextDeadlineNs() <= nowNs) {
            handle(new IkeInput.TimerElapsed());
            work++;
        }
        children.publish();
        return work;
    }

    /** Gives IKE an input, and carries out what it leads to. A defect ends one input or effect, not those beside it. */
    public void handle(IkeInput input) {
        history.on(input, clock.nanoTime());
        followUps.add(input);
        for (IkeInput next = followUps.poll(); next != null; next = followUps.poll()) {
            try {
                endpoint.handle(next, clock.nanoTime()).forEach(this::execute);
            } catch (RuntimeException e) {
                errorHandler.onError(e);
            }
        }
    }

    private void execute(IkeEffect effect) {
        try {
            executor.accept(effect, clock.nanoTime());
            switch (effect) {
                case IkeEffect.Report report -> report(report.event());
                case IkeEffect.RemoveOutbound remove -> followUps.addAll(children.passedOver(remove));
                default -> {}
            }
        } catch (RuntimeException e) {
            refuse(effect, e);
        }
    }

    /** What the data plane cannot do must not stay agreed: the child SA is deleted again. */
    private void refuse(IkeEffect effect, RuntimeException reason) {
        int inboundSpi = switch (effect) {
            case IkeEffect.InstallInbound install -> install.sa().spi();
            case IkeEffect.ActivateOutbound activate -> activate.sa().pairSpi();
            default -> 0;
        };
        if (inboundSpi == 0) {
            errorHandler.onError(reason);
            return;
        }
        LOG.log(Level.ERROR, "SA {0} is unusable and is deleted: {1}", NegotiatedChildren.hex(inboundSpi), reason);
        followUps.add(new IkeInput.LifetimeReached(inboundSpi, true));
    }

    private void report(IkeEvent event) {
        long nowNs = clock.nanoTime();
        log.write(event, nowNs);
        if (event instanceof IkeEvent.Closed closed && endpoint.isUp(closed.connection())) {
            // The connection has another IKE SA, for example with a peer that has started anew.
            keeper.onOneClosed(closed, name -> children.has(new ChildSlots.ChildKey(closed.connection(), name)), nowNs);
            return;
        }
        if (event instanceof IkeEvent.ChildClosed closed
                && children.isUp(new ChildSlots.ChildKey(closed.connection(), closed.child()))) {
            return; // So has the child: another pair of SAs.
        }
        keeper.on(event, nowNs);
        history.on(event, nowNs);
        switch (event) {
            case IkeEvent.Closed closed -> children.endAcquire(closed.connection());
            case IkeEvent.ChildClosed closed -> children.endAcquire(closed.connection());
            case IkeEvent.ChildFailed failed -> children.endAcquire(failed.connection());
            case IkeEvent.Refused refused -> children.endAcquire(refused.connection());
            default -> {}
        }
    }

    private void expire(LifetimeTimers.Due due) {
        if (children.isInstalled(due.inboundSpi())) {
            handle(new IkeInput.LifetimeReached(due.inboundSpi(), due.hard()));
        }
    }

    /** The SPIs of all inbound SAs that IKE has agreed on; a view. The conductor's thread only. */
    public Set<Integer> inboundSpis() {
        return endpoint.inboundSpis();
    }

    /** An IKE message came by a public port that carries ESP in UDP; {@code content} is without non-ESP marker. */
    public void onDatagram(int portIndex, Endpoint source, byte[] content) {
        Endpoint local = encapsulatedPorts.get(portIndex);
        handle(new IkeInput.Datagram(IkeDatagrams.address(local), IkeDatagrams.address(source), Bytes.of(content)));
    }

    /** An SA has reached a limit; false when it is not one of ours. */
    public boolean onLimit(Direction direction, int spi, boolean hard) {
        List<Integer> spis = children.inboundSpis(direction, spi);
        spis.forEach(inboundSpi -> handle(new IkeInput.LifetimeReached(inboundSpi, hard)));
        return !spis.isEmpty();
    }

    /** A valid packet came from another address; false when its SA is not one of ours. */
    public boolean onPeerMoved(int spi, Endpoint peer) {
        boolean ours = children.isInstalled(spi);
        if (ours) {
            handle(new IkeInput.PeerMoved(spi, IkeDatagrams.address(peer)));
        }
        return ours;
    }

    /** A packet has no SA to go by; false when its slot is not that of a child that waits for traffic. */
    public boolean onAcquire(int slotIndex) {
        List<ChildSlots.ChildKey> trapped = slots().children(slotIndex).stream()
                .filter(child -> keeper.isTrapped(child.connection(), child.child()))
                .toList();
        trapped.forEach(child -> handle(new IkeInput.Acquire(child.connection(), child.child())));
        return !trapped.isEmpty();
    }

    /** Where children and groups send. */
    public ChildSlots slots() {
        return children.slots();
    }

    /** The child of an inbound SA, as {@code connection/child}; empty when IKE does not know the SA any more. */
    public Optional<String> childOf(int inboundSpi) {
        return children.isInstalled(inboundSpi)
                ? Optional.of(name(children.pair(inboundSpi).child()))
                : Optional.empty();
    }

    private static String name(ChildSlots.ChildKey child) {
        return child.connection() + '/' + child.child();
    }

    /**
     * Brings a connection up, or one of its children; {@link #report} tells what becomes of it.
     *
     * @param child null for all
     */
    public void up(String connection, @Nullable String child) {
        keeper.wanted(connection, child);
        handle(child == null ? new IkeInput.Initiate(connection) : new IkeInput.InitiateChild(connection, child));
    }

    /**
     * Takes a connection down, or one of its children.
     *
     * @param child null for all
     */
    public void down(String connection, @Nullable String child) {
        keeper.unwanted(connection, child);
        if (child == null) {
            history.endWanted(connection);
            handle(new IkeInput.Terminate(connection));
        } else {
            handle(new IkeInput.TerminateChild(connection, child));
        }
    }

    /** Has the IKE SA of a connection replaced. */
    public void rekeyIke(String connection) {
        handle(new IkeInput.RekeyIke(connection));
    }

    /** Has a child SA replaced; {@code inboundSpi} is ours. */
    public void rekey(int inboundSpi) {
        handle(new IkeInput.RekeyChild(inboundSpi));
    }

    /** The configuration that is in force. */
    public IkeSettings settings() {
        return settings;
    }

    /** Rises whenever IKE has had something to report. */
    public long eventCount() {
        return history.eventCount();
    }

    /** The number of the last {@link Failure}. */
    public long failureCount() {
        return history.failureCount();
    }

    /** All configured connections, in the order of the configuration. */
    public List<ConnectionReport> report(long nowNs) {
        return endpoint.status().stream().map(status -> report(status, nowNs)).toList();
    }

    /** One configured connection. */
    public Optional<ConnectionReport> report(String connection, long nowNs) {
        return endpoint.status(connection).map(status -> report(status, nowNs));
    }

    private ConnectionReport report(ConnectionStatus status, long nowNs) {
        String name = status.connection();
        Connection connection = settings.ike(name).orElseThrow();
        ConnectionHistory.Entry entry = history.entry(name);
        List<ChildReport> reports = settings.children(name).stream()
                .map(child -> new ChildReport(
                        child.name(),
                        child.selectors(),
                        children.report(new ChildSlots.ChildKey(name, child.name()), nowNs),
                        entry.failure(child.name())))
                .toList();
        IkeSaStatus ikeSa = status.ikeSas().stream()
                .filter(sa -> sa.state() == IkeSaStatus.State.ESTABLISHED)
                .reduce((_, last) -> last)
                .orElse(null);
        return new ConnectionReport(
                name,
                ConnectionReport.State.of(status),
                connection.local(),
                connection.remote(),
                ikeSa,
                nowNs - (ikeSa == null ? entry.sinceNs() : ikeSa.establishedNs()),
                keeper.nextTryInNs(name, nowNs),
                entry.failure(),
                history.counts(name),
                reports);
    }

    /** Tells the peers that we go, as far as one message each can. What is shown afterwards is what was up until then. */
    public void shutDown() {
        history.end();
        settings.connectionNames().forEach(connection -> down(connection, null));
    }

    /** Gives up what is asked of others, and wipes the shared keys. */
    public void close() {
        responders.close();
        settings.wipe(IkeSettings.NONE);
    }

    /** What protects IKE itself, by connection that is up. */
    public Map<String, String> suites() {
        return history.suites();
    }

    /** How often a child that is up has got new keys. */
    public long rekeys() {
        return children.rekeys();
    }

    /** The children that carry traffic. */
    public List<ActivePair> pairs() {
        return children.pairs().stream()
                .filter(pair -> pair.use() == PairReport.Use.CURRENT)
                .map(pair ->
                        new ActivePair(name(pair.child()), pair.inbound(), Objects.requireNonNull(pair.outbound())))
                .toList();
    }
}
