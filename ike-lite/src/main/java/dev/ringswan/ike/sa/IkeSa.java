package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.IkeHeader;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One IKE SA: its state, keys, message window and children. It knows no messages; the exchanges change it.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class IkeSa {
    /** Children, and requests that wait for the window, of one IKE SA. */
    public static final int CHILDREN_MAX = 64;

    private final boolean initiator;
    private final long localSpi;
    private final MessageWindow window;
    private final SequencedMap<Integer, ChildSa> children = new LinkedHashMap<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private long remoteSpi;
    private Connection connection;
    private TransportAddress local;
    private TransportAddress remote;
    private @Nullable Identity remoteIdentity;
    private IkeSaState state = new IkeSaState.Closed();
    private boolean natDetected;
    private @Nullable SecureChannel channel;
    private @Nullable Task running;
    private long expiryNs = MessageWindow.NEVER;
    private long heardNs;
    private final long createdNs;
    private long establishedNs = MessageWindow.NEVER;
    private final List<Deferred> deferred = new ArrayList<>();
    private final Deque<ChildConfig> wanted = new ArrayDeque<>();
    private final SequencedSet<Integer> closedEarly = new LinkedHashSet<>();
    private @Nullable ChildRival childRival;

    private record Deferred(Task task, long atNs) {}

    /**
     * What the peer has made while our own request for the same was under way.
     *
     * @param child its child SA
     * @param lowestNonce of the two of its exchange
     */
    public record ChildRival(ChildSa child, Bytes lowestNonce) {}

    /** A new one, without state, whose peer's SPI is 0 until it is known. */
    public IkeSa(Connection connection, boolean initiator, long localSpi, IkeTimers timers, long nowNs) {
        this.connection = connection;
        this.initiator = initiator;
        this.localSpi = localSpi;
        this.window = new MessageWindow(timers);
        this.local = connection.local();
        this.remote = connection.remote();
        this.createdNs = nowNs;
        this.heardNs = nowNs;
    }

    /** Whether we are the original initiator. */
    public boolean isInitiator() {
        return initiator;
    }

    public long localSpi() {
        return localSpi;
    }

    public long remoteSpi() {
        return remoteSpi;
    }

    /** The peer's SPI is known. */
    public void remoteSpi(long spi) {
        remoteSpi = spi;
    }

    public Connection connection() {
        return connection;
    }

    /** The peer's identity shows which connection is meant. */
    public void connection(Connection identified) {
        connection = identified;
    }

    /** Who the peer has proven to be; null before that. */
    public @Nullable Identity remoteIdentity() {
        return remoteIdentity;
    }

    /** The peer has proven who it is. */
    public void remoteIdentity(Identity proven) {
        remoteIdentity = proven;
    }

    public TransportAddress local() {
        return local;
    }

    public TransportAddress remote() {
        return remote;
    }

    /** Messages come from there and go there from now on. */
    public void addresses(TransportAddress ours, TransportAddress theirs) {
        local = ours;
        remote = theirs;
    }

    public IkeSaState state() {
        return state;
    }

    /** Enters a state. */
    public void state(IkeSaState next) {
        state = next;
    }

    /** Both sides have proven who they are. */
    public void established(long nowNs) {
        state = new IkeSaState.Established();
        establishedNs = nowNs;
        expiryNs = MessageWindow.NEVER;
    }

    /** Whether it was up when the other one began: INITIAL_CONTACT of the other means that the peer has lost this one. */
    public boolean isOlderThan(IkeSa other) {
        return establishedNs < other.createdNs;
    }

    /** Whether ESP must travel in UDP. */
    public boolean isNatDetected() {
        return natDetected;
    }

    /** There is a NAT, or somebody pretends so. */
    public void natDetected() {
        natDetected = true;
    }

    /** The keys; there are some as soon as the state is not {@code Initiating}. */
    public SecureChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("an IKE SA without keys in state " + state);
        }
        return channel;
    }

    /** Whether there are keys. */
    public boolean hasChannel() {
        return channel != null;
    }

    /** The keys are agreed. */
    public void channel(SecureChannel agreed) {
        channel = agreed;
    }

    /** An additional key exchange has made other keys, for all that follows; the old ones are wiped. */
    public void rekeyed(IkeKeys keys, SecureRandom publicRandom) {
        SecureChannel before = channel();
        channel = before.with(keys, initiator, publicRandom);
        before.close();
    }

    public MessageWindow window() {
        return window;
    }

    /** By inbound SPI, in the order in which they came to be. */
    public SequencedMap<Integer, ChildSa> children() {
        return children;
    }

    /** The child SA that has this inbound SPI. */
    public ChildSa requireChild(int inboundSpi) {
        return Objects.requireNonNull(children.get(inboundSpi));
    }

    /** The child SA that carries traffic, or is about to. */
    public @Nullable ChildSa child(Predicate<ChildSa> condition) {
        return children.values().stream().filter(condition).findFirst().orElse(null);
    }

    /** What waits until the window is free. */
    public Deque<Task> tasks() {
        return tasks;
    }

    /** A task that is to be tried once more. */
    public void defer(Task task, long atNs) {
        deferred.removeIf(other -> other.task().equals(task));
        deferred.add(new Deferred(task, atNs));
    }

    /** Tasks whose time has come join those that wait. */
    public void resume(long nowNs) {
        for (Deferred late : List.copyOf(deferred)) {
            if (late.atNs() <= nowNs) {
                deferred.remove(late);
                tasks.add(late.task());
            }
        }
    }

    /** Children that are to be asked for: the first with IKE_AUTH, the others once the IKE SA is up. */
    public Deque<ChildConfig> wanted() {
        return wanted;
    }

    /** A child is not wanted any more; the first stays, since its request may be under way. */
    public void forgetWanted(String name) {
        boolean first = true;
        for (Iterator<ChildConfig> children = wanted.iterator(); children.hasNext(); first = false) {
            if (children.next().name().equals(name) && !first) {
                children.remove();
            }
        }
    }

    /** What the peer has made while our own request to rekey a child SA was under way, or null. */
    public @Nullable ChildRival childRival() {
        return childRival;
    }

    /** The peer rekeys the same child SA as we. */
    public void childRival(@Nullable ChildRival rival) {
        childRival = rival;
    }

    /** The peer has closed a child SA that a response may yet bring: by its inbound SPI. */
    public void closedEarly(int outboundSpi) {
        if (closedEarly.size() < CHILDREN_MAX) {
            closedEarly.add(outboundSpi);
        }
    }

    /** Whether the peer has closed it before we knew it. */
    public boolean isClosedEarly(int outboundSpi) {
        return closedEarly.contains(outboundSpi);
    }

    /** What our request is about that waits for its response. */
    public @Nullable Task running() {
        return running;
    }

    /** A request about that is sent, or, with null, is answered. */
    public void running(@Nullable Task task) {
        running = task;
        childRival = null;
        closedEarly.clear();
    }

    /** When a half-open or closed one is forgotten. */
    public long expiryNs() {
        return expiryNs;
    }

    /** Is forgotten then. */
    public void expiryNs(long at) {
        expiryNs = at;
    }

    /** When the peer's last authentic message came. */
    public long heardNs() {
        return heardNs;
    }

    /** An authentic message came. */
    public void heardNs(long at) {
        heardNs = at;
    }

    /** The header of our next request. */
    public IkeHeader requestHeader(int exchange) {
        long spiI = initiator ? localSpi : remoteSpi;
        long spiR = initiator ? remoteSpi : localSpi;
        return IkeHeader.request(spiI, spiR, exchange, initiator, window.nextRequestId());
    }

    /** Wipes the keys of this IKE SA and those that its children have not handed over. */
    public void close() {
        if (channel != null) {
            channel.close();
        }
        children.values().forEach(ChildSa::close);
        children.clear();
        tasks.clear();
        deferred.clear();
        wanted.clear();
        running(null);
    }

    /** When {@code TimerElapsed} has something to do here, or {@link MessageWindow#NEVER}. */
    public long deadlineNs() {
        long next = Math.min(expiryNs, Math.min(window.deadlineNs(), livenessNs()));
        for (ChildSa child : children.values()) {
            next = Math.min(next, child.removalNs());
        }
        for (Deferred late : deferred) {
            next = Math.min(next, late.atNs());
        }
        return next;
    }

    /** When the peer is to be asked whether it lives, or {@link MessageWindow#NEVER}. */
    public long livenessNs() {
        boolean idle = state.isEstablished() && !window.isWaiting() && tasks.isEmpty();
        long silenceNs = connection.livenessNs();
        return silenceNs > 0 && idle ? heardNs + silenceNs : MessageWindow.NEVER;
    }
}
