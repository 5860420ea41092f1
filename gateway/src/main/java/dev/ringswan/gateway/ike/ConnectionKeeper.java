package dev.ringswan.gateway.ike;

import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.gateway.config.ConnectionSettings;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings children up that are to be started, and up again after they were lost, as their settings say:
 *
 * <pre>
 *  the gateway starts          start_action  ─┬─ none   waits for the peer or the operator
 *  the peer has closed it      close_action  ─┼─ trap   waits for traffic, too
 *  the peer is dead            dpd_action    ─┴─ start  is asked for, again and again
 *  the operator takes it down                           waits for the operator, or the peer
 * </pre>
 *
 * What is asked for and fails, a connection or a child of one that is up, is asked for again until {@code keyingtries} attempts
 * in a row have failed. Pauses grow from 5 to 60 seconds, with a random part, so that a peer that comes back is not met by all its tunnels at once.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class ConnectionKeeper {
    private static final long PAUSE_MIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    private static final class Child {
        private ChildSettings settings;
        private StartAction action;
        private boolean up;
        /** The operator has taken it down. */
        private boolean unwanted;

        private Child(ChildSettings settings) {
            this.settings = settings;
            action = settings.startAction();
        }

        private boolean isMissing() {
            return action == StartAction.START && !up && !unwanted;
        }
    }

    private static final class Kept {
        private final String name;
        private final int triesMax;
        private final Map<String, Child> children = new LinkedHashMap<>();
        private long pauseNs = PAUSE_MIN_NS;
        private int tries;

        private Kept(String name, int triesMax) {
            this.name = name;
            this.triesMax = triesMax;
        }

        private void children(Iterable<ChildSettings> settings) {
            Map<String, Child> before = new LinkedHashMap<>(children);
            children.clear();
            for (ChildSettings child : settings) {
                Child kept = before.getOrDefault(child.name(), new Child(child));
                kept.settings = child;
                children.put(child.name(), kept);
            }
        }

        private boolean isMissingOne() {
            return children.values().stream().anyMatch(Child::isMissing);
        }

        private boolean hasGivenUp() {
            return triesMax > 0 && tries >= triesMax;
        }
    }

    private final Map<String, Kept> connections = new LinkedHashMap<>();
    /** When a connection is to be asked for, of those that are. */
    private final Map<String, Long> due = new LinkedHashMap<>();

    private final RandomGenerator random;

    /** Wants what is to be started at once. */
    ConnectionKeeper(IkeSettings settings, RandomGenerator random, long nowNs) {
        this.random = random;
        configure(settings, Set.of(), nowNs);
    }

    /** Follows a configuration: connections that are new, or that have changed, are begun with at once. */
    void configure(IkeSettings settings, Set<String> changed, long nowNs) {
        connections.keySet().retainAll(settings.connectionNames());
        connections.keySet().removeAll(changed);
        due.keySet().retainAll(connections.keySet());
        for (String name : settings.connectionNames()) {
            Kept kept = connections.get(name);
            boolean isNew = kept == null;
            if (kept == null) {
                int triesMax = settings.connection(name)
                        .map(ConnectionSettings::keyingTries)
                        .orElse(0);
                kept = new Kept(name, triesMax);
                connections.put(name, kept);
            }
            kept.children(settings.children(name));
            if (isNew && kept.isMissingOne()) {
                due.put(name, nowNs);
            }
        }
    }

    /** Asks for what is missing of the connections whose time has come; returns how much. */
    int poll(long nowNs, Consumer<IkeInput> handler) {
        if (due.isEmpty()) {
            return 0;
        }
        List<String> names = due.entrySet().stream()
                .filter(entry -> entry.getValue() - nowNs <= 0)
                .map(Map.Entry::getKey)
                .toList();
        int count = 0;
        for (String name : names) {
            due.remove(name);
            Kept kept = Objects.requireNonNull(connections.get(name));
            kept.tries++;
            for (Map.Entry<String, Child> child : kept.children.entrySet()) {
                if (child.getValue().isMissing()) {
                    handler.accept(new IkeInput.InitiateChild(name, child.getKey()));
                    count++;
                }
            }
        }
        return count;
    }

    /** The operator wants a child, or with null all of a connection: it is kept as its settings say. */
    void wanted(String connection, @Nullable String child) {
        Kept kept = connections.get(connection);
        if (kept != null) {
            kept.tries = 1; // The operator's command is the first try.
            due.remove(connection);
            kept.children.forEach((name, one) -> {
                if (child == null || child.equals(name)) {
                    one.unwanted = false;
                    one.action = one.settings.startAction();
                }
            });
        }
    }

    /** The operator does not want a child, or with null any of a connection, until {@link #wanted}. */
    void unwanted(String connection, @Nullable String child) {
        Kept kept = connections.get(connection);
        if (kept != null) {
            kept.children.forEach((name, one) -> one.unwanted |= child == null || child.equals(name));
            if (!kept.isMissingOne()) {
                due.remove(connection);
            }
        }
    }

    /** Whether traffic may bring a child up. */
    boolean isTrapped(String connection, String child) {
        Kept kept = connections.get(connection);
        Child found = kept == null ? null : kept.children.get(child);
        return found != null
                && !found.unwanted
                && (found.action != StartAction.NONE || found.settings.startAction() == StartAction.TRAP);
    }

    /** Nanoseconds until a connection is asked for; {@link Long#MAX_VALUE} for never. */
    long nextTryInNs(String connection, long nowNs) {
        Long nextNs = due.get(connection);
        return nextNs == null ? Long.MAX_VALUE : Math.max(0, nextNs - nowNs);
    }

    /** Hears what became of a connection. */
    void on(IkeEvent event, long nowNs) {
        Kept kept = connections.get(event.connection());
        if (kept == null) {
            return;
        }
        switch (event) {
            case IkeEvent.Established _ -> {
                kept.pauseNs = PAUSE_MIN_NS;
                kept.tries = 0;
                due.remove(kept.name);
            }
            case IkeEvent.ChildEstablished up -> {
                kept.tries = 0;
                up(kept, up.child());
                if (!kept.isMissingOne()) {
                    kept.pauseNs = PAUSE_MIN_NS;
                    due.remove(kept.name);
                }
            }
            case IkeEvent.ChildRekeyed up -> up(kept, up.child());
            case IkeEvent.ChildFailed failed -> {
                Child child = kept.children.get(failed.child());
                if (child != null && child.isMissing()) { // else a rekeying has failed, which IKE tries again
                    retry(kept, nowNs);
                }
            }
            case IkeEvent.ChildClosed closed -> {
                Child child = kept.children.get(closed.child());
                if (child != null) { // else it is not in the configuration any more
                    lose(child, closed.cause());
                    retry(kept, nowNs);
                }
            }
            case IkeEvent.Closed closed -> {
                kept.children.values().forEach(child -> lose(child, closed.cause()));
                retry(kept, nowNs);
            }
            default -> {}
        }
    }

    /** One of several IKE SAs is gone, perhaps with children that no other has. */
    void onOneClosed(IkeEvent.Closed closed, Predicate<String> isThere, long nowNs) {
        Kept kept = connections.get(closed.connection());
        if (kept != null) {
            kept.children.forEach((name, child) -> {
                if (child.up && !isThere.test(name)) {
                    lose(child, closed.cause());
                }
            });
            retry(kept, nowNs);
        }
    }

    private static void up(Kept kept, String name) {
        Child child = kept.children.get(name);
        if (child != null) {
            child.up = true;
        }
    }

    /** What was up is kept as its settings say; what was not is still wanted or not. */
    private static void lose(Child child, CloseCause cause) {
        if (child.up) {
            switch (cause) {
                case PEER_DELETED -> child.action = child.settings.closeAction();
                case PEER_DEAD -> child.action = child.settings.dpdAction();
                default -> {}
            }
        }
        child.up = false;
    }

    private void retry(Kept kept, long nowNs) {
        if (kept.isMissingOne() && !kept.hasGivenUp()) {
            due.put(kept.name, nowNs + kept.pauseNs / 2 + random.nextLong(kept.pauseNs / 2));
            kept.pauseNs = Math.min(2 * kept.pauseNs, PAUSE_MAX_NS);
        }
    }
}
