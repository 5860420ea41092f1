package dev.ringswan.gateway.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One line on a terminal, renewed each second: bytes that arrived, packets through the gateways, speed, drops. */
public final class LiveLine implements AutoCloseable {
    private static final long INTERVAL_MS = 1_000;

    /** Packets and drops of both gateways. */
    public record Counts(long packets, long drops) {}

    private final LongSupplier bytes;
    private final Supplier<Counts> counts;
    private final PrintStream out;
    private final boolean terminal;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Starts to show.
     *
     * @param bytes that arrived so far
     * @param counts of the gateways
     * @param terminal whether the line is renewed in place
     */
    public LiveLine(LongSupplier bytes, Supplier<Counts> counts, PrintStream out, boolean terminal) {
        this.bytes = bytes;
        this.counts = counts;
        this.out = out;
        this.terminal = terminal;
        thread = Thread.ofPlatform().daemon().name("live-line").start(this::run);
    }

    private void run() {
        long before = 0;
        long beforeNs = System.nanoTime();
        while (!closed) {
            try {
                Thread.sleep(INTERVAL_MS);
            } catch (InterruptedException e) {
                return;
            }
            long now = bytes.getAsLong();
            long nowNs = System.nanoTime();
            Counts count = counts.get();
            out.print((terminal ? "\r" : "")
                    + "%8.2f MiB  %10d packets  %6.2f Gbit/s  %d drops"
                            .formatted(
                                    now / (double) (1 << 20),
                                    count.packets,
                                    (now - before) * 8.0 / (nowNs - beforeNs),
                                    count.drops)
                    + (terminal ? "   " : "\n"));
            out.flush();
            before = now;
            beforeNs = nowNs;
        }
    }

    /** Counts from the counters files of gateways; a file that is not there yet counts as nothing. */
    public static Counts fromFiles(List<Path> files) {
        long packets = 0;
        long drops = 0;
        for (Path file : files) {
            try {
                Map<String, Object> map = JSON.std.mapFrom(Files.readString(file));
                packets += number(map, "outbound", "packets");
                if (map.get("drops") instanceof Map<?, ?> reasons) {
                    drops += reasons.values().stream()
                            .mapToLong(count -> ((Number) count).longValue())
                            .sum();
                }
            } catch (IOException e) {
                // the gateway has not written it yet
            }
        }
        return new Counts(packets, drops);
    }

    private static long number(Map<String, Object> map, String section, String key) {
        return map.get(section) instanceof Map<?, ?> inner && inner.get(key) instanceof Number number
                ? number.longValue()
                : 0;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (terminal) {
            out.println();
        }
    }
}
