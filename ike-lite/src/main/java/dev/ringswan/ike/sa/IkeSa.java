package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.IkeHeader;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
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
    private boolean natBeforePeer;
    private @Nullable SecureChannel channel;
    private @Nullable TransformSet suite;
    private @Nullable Task running;
    private long expiryNs = MessageWindow.NEVER;
    private long heardNs;
    private final long createdNs;
    private long establishedNs = MessageWindow.NEVER;
    private final DeferredTasks deferred = new DeferredTasks();
    private final Deque<ChildConfig> wanted = new ArrayDeque<>();
    private final Collisions collisions = new Collisions();
    private final HalfDoneTable halfDone = new HalfDoneTable();
    private int seriesLost;
    private long rekeyNs = MessageWindow.NEVER;
    private long hardNs = MessageWindow.NEVER;
    private @Nullable IkeSa predecessor;
    private boolean replaced;

    /** A new one, without state, whose peer's SPI is 0 until it is known. */
    public IkeSa(Connection connection, boolean initiator, long localSpi, IkeTimers timers, long nowNs) {
        this.connection = connection;
        this.initiator = initiator;
        this.localSpi = localSpi;
        this.window = new MessageWindow(timers.retransmission());
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
    public void established(long nowNs, long rekeyAtNs, long hardAtNs) {
        state = new IkeSaState.Established();
        establishedNs = nowNs;
        expiryNs = MessageWindow.NEVER;
        rekeyNs = rekeyAtNs;
        hardNs = hardAtNs;
    }

    /** When both sides had proven who they are, or {@link MessageWindow#NEVER}. */
    public long establishedNs() {
        return establishedNs;
    }

    /** When it is to be rekeyed, or {@link MessageWindow#NEVER}. */
    public long rekeyNs() {
        return counts() ? rekeyNs : MessageWindow.NEVER;
    }

    /** Its rekeying is under way. */
    public void rekeyStarted() {
        rekeyNs = MessageWindow.NEVER;
    }

    /** When it is to be deleted, or {@link MessageWindow#NEVER}. */
    public long hardNs() {
        return counts() ? hardNs : MessageWindow.NEVER;
    }

    /** Whether it is up, and the one that has the children. */
    public boolean counts() {
        return state.isEstablished() && predecessor == null;
    }

    /** Its deletion is under way. */
    public void hardReached() {
        hardNs = MessageWindow.NEVER;
    }

    /**
     * The IKE SA in whose place the peer has made this one, while we did the same: as long as it is not decided which of
     * the two stays, and for ever if it is the other one. Null for the one that counts.
     */
    public @Nullable IkeSa predecessor() {
        return predecessor;
    }

    /** Whether its children have gone to a successor. */
    public boolean isReplaced() {
        return replaced;
    }

    /** A successor has its children now. */
    public void replaced() {
        replaced = true;
        state = new IkeSaState.Rekeyed();
    }

    /** Whether there is another one that has the children. */
    public boolean isSpare() {
        return predecessor != null;
    }

    /** It is not decided that this one takes the other's place; null when it is. */
    public void spareFor(@Nullable IkeSa other) {
        predecessor = other;
        deferred.remove(task -> task instanceof Task.DeleteIke);
    }

    /** What this one was told about the way between both sides holds for its successor, too. */
    public void continueTo(IkeSa successor) {
        successor.local = local;
        successor.remote = remote;
        successor.natDetected = natDetected;
        successor.natBeforePeer = natBeforePeer;
        successor.remoteIdentity = remoteIdentity;
        successor.heardNs = heardNs;
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
    public void natDetected(boolean between, boolean beforePeer) {
        natDetected = between;
        natBeforePeer = beforePeer;
    }

    /** Whether the peer is behind a NAT: then its address may change (RFC 7296 §2.23). */
    public boolean mayPeerMove() {
        return natBeforePeer;
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

    /** What was agreed on; there is something as soon as there are keys. */
    public TransformSet suite() {
        return Objects.requireNonNull(suite);
    }

    /** What was agreed on, or null. */
    public @Nullable TransformSet suiteOrNull() {
        return suite;
    }

    /** That was agreed on. */
    public void suite(TransformSet agreed) {
        suite = agreed;
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

    /** What is to be asked for later. */
    public DeferredTasks deferred() {
        return deferred;
    }

    /** Children that are to be asked for: the first with IKE_AUTH, the others once the IKE SA is up. */
    public Deque<ChildConfig> wanted() {
        return wanted;
    }

    /** What the peer has changed while our request waits for its response. */
    public Collisions collisions() {
        return collisions;
    }

    /** What the peer has begun, and goes on with in further exchanges. */
    public HalfDoneTable halfDone() {
        return halfDone;
    }

    /** The peer has forgotten what we had begun; returns how often that was so since the last success. */
    public int seriesLost() {
        return ++seriesLost;
    }

    /** What we had begun is done. */
    public void seriesDone() {
        seriesLost = 0;
    }

    /** What our request is about that waits for its response. */
    public @Nullable Task running() {
        return running;
    }

    /** A request about that is sent, or, with null, is answered. */
    public void running(@Nullable Task task) {
        running = task;
        collisions.clear();
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
        deferred.remove(_ -> true);
        wanted.clear();
        running(null);
    }

    /** When {@code TimerElapsed} has something to do here, or {@link MessageWindow#NEVER}. */
    public long deadlineNs() {
        long next = Math.min(expiryNs, Math.min(window.deadlineNs(), livenessNs()));
        next = Math.min(next, Math.min(deferred.nextNs(), Math.min(rekeyNs(), hardNs())));
        next = Math.min(next, halfDone.nextNs());
        if (state instanceof IkeSaState.Confirming confirming) {
            next = Math.min(next, confirming.deadlineNs());
        }
        for (ChildSa child : children.values()) {
            next = Math.min(next, child.removalNs());
        }
        return next;
    }

    /** When the peer is to be asked whether it lives, or {@link MessageWindow#NEVER}. */
    public long livenessNs() {
        boolean idle = counts() && !window.isWaiting() && tasks.isEmpty();
        long silenceNs = connection.livenessNs();
        return silenceNs > 0 && idle ? heardNs + silenceNs : MessageWindow.NEVER;
    }
}
