package dev.ringswan.ike.sa;

import dev.ringswan.ike.api.TransportAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All IKE SAs, and the ways to find one: by our SPI, by the first message of an initiator, by a child's inbound SPI, by
 * connection, and by deadline. None of them looks at all IKE SAs.
 *
 * <p>Whoever gets an IKE SA from here may change it; {@link #settle} then brings deadlines and connections up to date.
 *
 * <p><i>Threading:</i> one thread.
 */
public final class IkeSaTable {
    /** An initiator that has not yet shown who it is. */
    private record HalfOpen(long initiatorSpi, TransportAddress initiator) {}

    /** The SPI makes deadlines at the same time different ones. */
    private record Deadline(long ns, long spi) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            return ns != other.ns ? Long.compare(ns, other.ns) : Long.compare(spi, other.spi);
        }
    }

    /** The IKE SAs that came from one by rekeying. */
    private static final class Lineage {
        private int count;
    }

    /** Where the indexes have an IKE SA. */
    private static final class Entry {
        private final IkeSa sa;
        private final Lineage lineage;
        private @Nullable String connection;
        private @Nullable InetAddress peer;
        private @Nullable Deadline deadline;
        private @Nullable HalfOpen halfOpen;

        private Entry(IkeSa sa, Lineage lineage) {
            this.sa = sa;
            this.lineage = lineage;
            lineage.count++;
        }
    }

    private final SequencedMap<Long, Entry> entries = new LinkedHashMap<>();
    private final SequencedMap<HalfOpen, Entry> halfOpen = new LinkedHashMap<>();
    private final SequencedMap<Integer, Entry> owners = new LinkedHashMap<>();
    private final SequencedMap<String, SequencedMap<Long, Entry>> connections = new LinkedHashMap<>();
    private final SequencedMap<InetAddress, Integer> peers = new LinkedHashMap<>();
    private final TreeMap<Deadline, Entry> deadlines = new TreeMap<>();
    private final SequencedMap<Long, Entry> touched = new LinkedHashMap<>();

    /** Takes an IKE SA in. */
    public void add(IkeSa sa) {
        add(new Entry(sa, new Lineage()));
    }

    /** Takes an IKE SA in that was made by rekeying another one, which is there. */
    public void add(IkeSa sa, IkeSa rekeyed) {
        add(new Entry(sa, Objects.requireNonNull(entries.get(rekeyed.localSpi())).lineage));
    }

    private void add(Entry entry) {
        IkeSa sa = entry.sa;
        entries.put(sa.localSpi(), entry);
        touched.put(sa.localSpi(), entry);
    }

    /** Forgets an IKE SA, which has no children any more. */
    public void remove(IkeSa sa) {
        Entry entry = entries.remove(sa.localSpi());
        if (entry != null) {
            entry.lineage.count--;
            touched.remove(sa.localSpi());
            authenticated(sa);
            unindex(entry);
            index(entry, null);
            if (entry.deadline != null) {
                deadlines.remove(entry.deadline);
            }
            if (entry.halfOpen != null) {
                halfOpen.remove(entry.halfOpen);
            }
        }
    }

    /** Whether an IKE SA with a peer at this address is up. */
    public boolean isPeer(InetAddress address) {
        return peers.containsKey(address);
    }

    public int count() {
        return entries.size();
    }

    /** How many came with this one from the same IKE SA by rekeying, those included that are closed and not yet forgotten. */
    public int lineage(IkeSa sa) {
        return Objects.requireNonNull(entries.get(sa.localSpi())).lineage.count;
    }

    /** The IKE SA with an SPI of ours. */
    public @Nullable IkeSa find(long localSpi) {
        return touch(entries.get(localSpi));
    }

    /** Whether an SPI is taken. */
    public boolean contains(long localSpi) {
        return entries.containsKey(localSpi);
    }

    /** All, in the order in which they came to be. */
    public List<IkeSa> all() {
        return touch(entries);
    }

    /** Those of a connection, in the order in which they came to be. */
    public List<IkeSa> ofConnection(String name) {
        settle();
        SequencedMap<Long, Entry> found = connections.get(name);
        return found == null ? List.of() : touch(found);
    }

    /**
     * The first of a connection for which a condition holds. It looks at all of them, which may be as many as peers, and is not
     * to be changed.
     */
    public Optional<IkeSa> findOfConnection(String name, Predicate<IkeSa> condition) {
        settle();
        SequencedMap<Long, Entry> found = connections.get(name);
        return found == null
                ? Optional.empty()
                : found.values().stream()
                        .map(entry -> entry.sa)
                        .filter(condition)
                        .findFirst();
    }

    /** Is half-open until {@link #authenticated}. */
    public void halfOpen(IkeSa sa, TransportAddress initiator) {
        Entry entry = Objects.requireNonNull(entries.get(sa.localSpi()));
        entry.halfOpen = new HalfOpen(sa.remoteSpi(), initiator);
        halfOpen.put(entry.halfOpen, entry);
    }

    public int halfOpenCount() {
        return halfOpen.size();
    }

    /** The half-open IKE SA that an initiator has begun. */
    public @Nullable IkeSa findHalfOpen(long initiatorSpi, TransportAddress initiator) {
        return touch(halfOpen.get(new HalfOpen(initiatorSpi, initiator)));
    }

    /** The peer has shown who it is, or never will. */
    public void authenticated(IkeSa sa) {
        Entry entry = entries.get(sa.localSpi());
        if (entry != null && entry.halfOpen != null) {
            halfOpen.remove(entry.halfOpen);
            entry.halfOpen = null;
        }
    }

    /** A child SA belongs to an IKE SA from now on. */
    public void own(int inboundSpi, IkeSa sa) {
        owners.put(inboundSpi, Objects.requireNonNull(entries.get(sa.localSpi())));
    }

    /** A child SA is no more. */
    public void disown(int inboundSpi) {
        owners.remove(inboundSpi);
    }

    /** Our SPIs of all child SAs, in the order in which they came to be; a view. */
    public Set<Integer> owned() {
        return Collections.unmodifiableSet(owners.keySet());
    }

    /** To which a child SA belongs. */
    public @Nullable IkeSa owner(int inboundSpi) {
        return touch(owners.get(inboundSpi));
    }

    /** The next deadline of all, or {@link MessageWindow#NEVER}. */
    public long nextDeadlineNs() {
        return deadlines.isEmpty() ? MessageWindow.NEVER : deadlines.firstKey().ns();
    }

    /** Those whose deadline has come. */
    public List<IkeSa> due(long nowNs) {
        return touch(deadlines.headMap(new Deadline(nowNs, Long.MAX_VALUE), true));
    }

    /** Brings deadlines and connections of those up to date that may have changed. */
    public void settle() {
        for (Entry entry : touched.values()) {
            String name = entry.sa.connection().name();
            if (!name.equals(entry.connection)) {
                unindex(entry);
                entry.connection = name;
                connections.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(entry.sa.localSpi(), entry);
            }
            index(entry, entry.sa.state().isEstablished() ? entry.sa.remote().address() : null);
            Deadline deadline = new Deadline(entry.sa.deadlineNs(), entry.sa.localSpi());
            if (!deadline.equals(entry.deadline)) {
                if (entry.deadline != null) {
                    deadlines.remove(entry.deadline);
                }
                entry.deadline = deadline.ns() == MessageWindow.NEVER ? null : deadline;
                if (entry.deadline != null) {
                    deadlines.put(entry.deadline, entry);
                }
            }
        }
        touched.clear();
    }

    /** Counts the IKE SAs of a peer that are up. */
    private void index(Entry entry, @Nullable InetAddress peer) {
        if (Objects.equals(entry.peer, peer)) {
            return;
        }
        if (entry.peer != null) {
            peers.computeIfPresent(entry.peer, (_, count) -> count == 1 ? null : count - 1);
        }
        entry.peer = peer;
        if (peer != null) {
            peers.merge(peer, 1, Integer::sum);
        }
    }

    private void unindex(Entry entry) {
        if (entry.connection != null) {
            SequencedMap<Long, Entry> of = Objects.requireNonNull(connections.get(entry.connection));
            of.remove(entry.sa.localSpi());
            if (of.isEmpty()) {
                connections.remove(entry.connection);
            }
        }
    }

    private @Nullable IkeSa touch(@Nullable Entry entry) {
        if (entry == null) {
            return null;
        }
        touched.put(entry.sa.localSpi(), entry);
        return entry.sa;
    }

    private List<IkeSa> touch(Map<?, Entry> found) {
        List<IkeSa> list = new ArrayList<>(found.size());
        for (Entry entry : found.values()) {
            touched.put(entry.sa.localSpi(), entry);
            list.add(entry.sa);
        }
        return list;
    }
}
