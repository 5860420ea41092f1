package dev.ringswan.gateway.simulation;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that happened: as one hash, by which two runs are compared, and, when the run is traced, as text. Text costs more than the
 * run itself, so a seed is traced when it has failed and is run once more.
 */
final class Journal {
    private static final int LAST_MAX = 120;

    private final @Nullable Consumer<String> trace;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final boolean tracing;
    private long hash = 1;

    private Journal(boolean tracing, @Nullable Consumer<String> trace) {
        this.tracing = tracing;
        this.trace = trace;
    }

    /** Keeps the hash only. */
    static Journal hashing() {
        return new Journal(false, null);
    }

    /** Keeps the last events too. */
    static Journal tracing() {
        return new Journal(true, null);
    }

    /** Passes every event on. */
    static Journal printing(Consumer<String> trace) {
        return new Journal(true, trace);
    }

    boolean isTracing() {
        return tracing;
    }

    /** Takes an event in; {@code who} and {@code what} are part of the hash. */
    void add(long nowNs, String who, String what) {
        mix(nowNs);
        mix(who.hashCode() * 31L + what.hashCode());
        if (tracing) {
            text(nowNs, who + " " + what);
        }
    }

    /** Takes an event with bytes in, all of which are part of the hash; {@code where} is for the text. */
    void add(long nowNs, String what, byte[] content, @Nullable Object where) {
        mix(nowNs);
        mix(what.hashCode());
        mix(Bytes64.hash(content));
        if (tracing) {
            text(nowNs, what + (where == null ? "" : " " + where) + ": " + Datagrams.describe(content));
        }
    }

    private void mix(long word) {
        hash = SeededRandom.mix(hash * 31 + word);
    }

    private void text(long nowNs, String event) {
        String line = "%12.6f  %s".formatted(nowNs / 1e9, event);
        if (trace != null) {
            trace.accept(line);
        }
        last.add(line);
        if (last.size() > LAST_MAX) {
            last.remove();
        }
    }

    long hash() {
        return hash;
    }

    /** The last events, oldest first. */
    String last() {
        return String.join("\n", last);
    }
}
