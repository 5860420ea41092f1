package dev.ringswan.gateway.ike;

import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.ConnectionSettings;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Brings the connections up that have a child with {@code start_action = start}, and up again after they were lost, until the
 * operator takes them down, or {@code keyingtries} attempts in a row have failed. Pauses grow from 5 to 60 seconds, with a
 * random part, so that a peer that comes back is not met by all its tunnels at once.
 *
 * <p><em>Threading:</em> the conductor's.
 */
final class ConnectionKeeper {
    private static final long PAUSE_MIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long NEVER = Long.MAX_VALUE;

    private static final class Kept {
        private final int triesMax;
        private long pauseNs = PAUSE_MIN_NS;
        private long nextNs;
        private int tries;
        private boolean wanted = true;

        private Kept(int triesMax, long nowNs) {
            this.triesMax = triesMax;
            nextNs = nowNs;
        }

        private boolean hasGivenUp() {
            return triesMax > 0 && tries >= triesMax;
        }
    }

    private final Map<String, Kept> connections = new LinkedHashMap<>();
    private final RandomGenerator random;

    /** Wants the connections at once. */
    ConnectionKeeper(IkeSettings settings, RandomGenerator random, long nowNs) {
        this.random = random;
        configure(settings, Set.of(), nowNs);
    }

    /** Follows a configuration: connections that are new, or that have changed, are wanted at once. */
    void configure(IkeSettings settings, Set<String> changed, long nowNs) {
        Set<String> started = new LinkedHashSet<>();
        for (ChildSettings child : settings.children()) {
            if (child.startAction() == ChildSettings.StartAction.START) {
                started.add(child.connection());
            }
        }
        connections.keySet().retainAll(started);
        connections.keySet().removeAll(changed);
        for (String name : started) {
            int triesMax = settings.connection(name)
                    .map(ConnectionSettings::keyingTries)
                    .orElse(0);
            connections.computeIfAbsent(name, _ -> new Kept(triesMax, nowNs));
        }
    }

    /** Asks for the connections whose time has come; returns how many. */
    int poll(long nowNs, Consumer<IkeInput> handler) {
        int count = 0;
        for (Map.Entry<String, Kept> entry : connections.entrySet()) {
            Kept kept = entry.getValue();
            if (kept.nextNs != NEVER && kept.nextNs - nowNs <= 0) {
                kept.nextNs = NEVER;
                kept.tries++;
                handler.accept(new IkeInput.Initiate(entry.getKey()));
                count++;
            }
        }
        return count;
    }

    /** The operator has decided about a connection. */
    void wanted(String connection, boolean up) {
        Kept kept = connections.get(connection);
        if (kept != null) {
            kept.wanted = up;
            kept.tries = up ? 1 : 0; // The operator's command is the first try.
            kept.nextNs = NEVER;
        }
    }

    /** Nanoseconds until a connection is asked for; {@link Long#MAX_VALUE} for never. */
    long nextTryInNs(String connection, long nowNs) {
        Kept kept = connections.get(connection);
        return kept == null || kept.nextNs == NEVER ? Long.MAX_VALUE : Math.max(0, kept.nextNs - nowNs);
    }

    /** Hears what became of a connection. */
    void on(IkeEvent event, long nowNs) {
        switch (event) {
            case IkeEvent.Established up -> {
                Kept kept = connections.get(up.connection());
                if (kept != null) {
                    kept.pauseNs = PAUSE_MIN_NS;
                    kept.tries = 0;
                    kept.nextNs = NEVER;
                }
            }
            case IkeEvent.Closed closed -> retry(closed.connection(), nowNs);
            default -> {}
        }
    }

    private void retry(String connection, long nowNs) {
        Kept kept = connections.get(connection);
        if (kept != null && kept.wanted && !kept.hasGivenUp()) {
            kept.nextNs = nowNs + kept.pauseNs / 2 + random.nextLong(kept.pauseNs / 2);
            kept.pauseNs = Math.min(2 * kept.pauseNs, PAUSE_MAX_NS);
        }
    }
}
