package dev.ringswan.bench;

import com.sun.management.ThreadMXBean;
import dev.ringswan.bench.Series.Way;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers: how much slower is the packet path when every packet belongs to another SA, and what does an SA cost in memory?
 *
 * <pre>
 *   round 1: window with 1 SA │ window with 1,000 SAs │ window with 100,000 SAs     each followed by one of the C program,
 *   round 2: …                                                                      which shows what memory allows
 * </pre>
 *
 * <p><em>Threading:</em> one thread. <em>Errors:</em> as in {@link Floor}.
 */
final class Sad {
    private static final int ALLOCATION_BURSTS = 500;
    /** Fewer SAs are lost in what else the heap holds. */
    private static final int WEIGHABLE_SAS = 10_000;

    private final Options options;
    private final String engineName;
    private final AeadProvider provider;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Sad(Options options, String engineName) {
        this.options = options;
        this.engineName = engineName;
        provider = AeadProviders.select(engineName);
    }

    /** Measures all sizes and numbers of SAs, both directions. */
    List<Series> run() throws Exception {
        List<Tunnel> tunnels = new ArrayList<>();
        boolean twinned = !options.twin().isEmpty() && engineName.equals("ipsec-mb");
        try (Twin twin = twinned ? new Twin(options.twin()) : null) {
            for (int saCount : options.saCounts()) {
                tunnels.add(new Tunnel(provider, saCount, options.largestSize()));
            }
            long end = System.nanoTime() + options.warmUpMs() * 1_000_000L;
            do {
                for (Tunnel tunnel : tunnels) {
                    for (int size : options.sizes()) {
                        window(tunnel, size);
                    }
                }
            } while (System.nanoTime() < end);
            List<Series> series = new ArrayList<>();
            for (int size : options.sizes()) {
                series.addAll(measure(size, tunnels, twin));
            }
            return series;
        } finally {
            tunnels.forEach(Tunnel::close);
        }
    }

    private List<Series> measure(int size, List<Tunnel> tunnels, @Nullable Twin twin) throws Exception {
        List<Map<String, Samples>> sealing = new ArrayList<>();
        List<Map<String, Samples>> opening = new ArrayList<>();
        for (Tunnel tunnel : tunnels) {
            tunnel.verify(size);
            sealing.add(new LinkedHashMap<>());
            opening.add(new LinkedHashMap<>());
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < tunnels.size(); i++) {
                EngineLeg.Times times = window(tunnels.get(i), size);
                add(sealing.get(i), Series.PIPELINE, times.seal);
                add(opening.get(i), Series.PIPELINE, times.open);
                if (twin != null) {
                    EngineLeg.Times c = twin.window(
                            size, options.windowBursts(), tunnels.get(i).saCount());
                    add(sealing.get(i), Series.TWIN, c.seal);
                    add(opening.get(i), Series.TWIN, c.open);
                }
            }
        }
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < tunnels.size(); i++) {
            Tunnel tunnel = tunnels.get(i);
            double allocated = allocation(tunnel, size);
            tunnel.verify(size);
            series.add(series(size, tunnel, Way.OUTBOUND, sealing.get(i), allocated));
            series.add(series(size, tunnel, Way.INBOUND, opening.get(i), allocated));
        }
        return series;
    }

    private void add(Map<String, Samples> legs, String leg, long nanos) {
        legs.computeIfAbsent(leg, name -> new Samples(options.rounds()))
                .add(nanos, (long) options.windowBursts() * Tunnel.BURST);
    }

    private Series series(int size, Tunnel tunnel, Way way, Map<String, Samples> legs, double allocated) {
        Map<String, Double> exact = new LinkedHashMap<>();
        exact.put(Series.ALLOCATED, allocated);
        exact.put(Series.DROPS, (double) tunnel.drops());
        if (tunnel.saCount() >= WEIGHABLE_SAS) {
            exact.put(Series.BYTES_PER_SA, (double) tunnel.bytesPerSa(way));
        }
        return new Series(
                "sad",
                engineName,
                size,
                way,
                tunnel.saCount(),
                legs,
                exact,
                Environment.describe(provider.description()));
    }

    private EngineLeg.Times window(Tunnel tunnel, int size) throws Exception {
        EngineLeg.Times times = new EngineLeg.Times();
        for (int burst = 0; burst < options.windowBursts(); burst++) {
            tunnel.offer(size);
            tunnel.time(times);
            tunnel.take();
        }
        tunnel.expectNoDrops();
        return times;
    }

    /** Bytes that this thread allocates per packet, both directions together. */
    private double allocation(Tunnel tunnel, int size) throws Exception {
        long allocated = 0;
        for (int burst = 0; burst < ALLOCATION_BURSTS; burst++) {
            tunnel.offer(size);
            long before = threads.getCurrentThreadAllocatedBytes();
            tunnel.seal();
            tunnel.open();
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            tunnel.take();
        }
        return allocated / ((double) ALLOCATION_BURSTS * Tunnel.BURST);
    }

    /** Median of the quotients of a leg with that of the series that has a single SA, round by round; NaN without such. */
    static double ratioToOne(String leg, Series series, List<Series> all) {
        for (Series other : all) {
            if (other.saCount() == 1
                    && other.size() == series.size()
                    && other.way() == series.way()
                    && other.engine().equals(series.engine())
                    && other.has(leg)
                    && series.has(leg)) {
                return series.leg(leg).ratio(other.leg(leg));
            }
        }
        return Double.NaN;
    }
}
