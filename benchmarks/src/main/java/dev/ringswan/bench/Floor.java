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
 * Answers: what does the packet path cost on top of its crypto engine?
 *
 * <pre>
 *   round 1: engine window │ pipeline window │ C twin window      each window: some bursts, a few hundred µs
 *   round 2: engine window │ pipeline window │ C twin window      a disturbance hits all legs of a round
 *   …
 * </pre>
 *
 * Every burst that is timed is a fresh one: sealed with the next sequence numbers and, inbound, let through the replay window.
 * Generator, sink and the other direction run between the clock readings, not inside them.
 *
 * <p><em>Threading:</em> one thread. <em>Errors:</em> a lost, changed or dropped packet makes the run fail.
 */
final class Floor {
    private static final int ALLOCATION_PASSES = 5;
    private static final int ALLOCATION_BURSTS = 400;

    private final Options options;
    private final AeadProvider provider;
    private final String engineName;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Floor(Options options, String engineName) {
        this.options = options;
        this.engineName = engineName;
        provider = AeadProviders.select(engineName);
    }

    /** Measures all sizes, both directions. */
    List<Series> run() throws Exception {
        List<Series> series = new ArrayList<>();
        boolean twinned = !options.twin().isEmpty() && engineName.equals("ipsec-mb");
        try (EngineLeg engine = new EngineLeg(provider);
                Tunnel tunnel = new Tunnel(provider, 1, options.largestSize());
                Twin twin = twinned ? new Twin(options.twin()) : null) {
            warmUp(engine, tunnel);
            for (int size : options.sizes()) {
                series.addAll(measure(size, engine, tunnel, twin));
            }
        }
        return series;
    }

    /** Runs all sizes in turn until the compiler has seen what it will be asked for. */
    private void warmUp(EngineLeg engine, Tunnel tunnel) throws Exception {
        long end = System.nanoTime() + options.warmUpMs() * 1_000_000L;
        do {
            for (int size : options.sizes()) {
                engineWindow(engine, size);
                pipelineWindow(tunnel, size);
            }
        } while (System.nanoTime() < end);
    }

    private List<Series> measure(int size, EngineLeg engine, Tunnel tunnel, @Nullable Twin twin) throws Exception {
        tunnel.verify(size);
        Map<Way, Map<String, Samples>> legs = Map.of(Way.OUTBOUND, legs(twin), Way.INBOUND, legs(twin));
        for (int round = 0; round < options.rounds(); round++) {
            EngineLeg.Times alone = engineWindow(engine, size);
            EngineLeg.Times whole = pipelineWindow(tunnel, size);
            add(legs, Way.OUTBOUND, Series.ENGINE, alone.seal);
            add(legs, Way.OUTBOUND, Series.ENGINE_CALL, alone.sealCall);
            add(legs, Way.OUTBOUND, Series.PIPELINE, whole.seal);
            add(legs, Way.INBOUND, Series.ENGINE, alone.open);
            add(legs, Way.INBOUND, Series.ENGINE_CALL, alone.openCall);
            add(legs, Way.INBOUND, Series.PIPELINE, whole.open);
            if (twin != null) {
                EngineLeg.Times c = twin.window(size, options.windowBursts(), 1);
                add(legs, Way.OUTBOUND, Series.TWIN, c.seal);
                add(legs, Way.INBOUND, Series.TWIN, c.open);
            }
        }
        double[] allocated = allocation(tunnel, size);
        tunnel.verify(size);
        return List.of(
                series(size, Way.OUTBOUND, legs, allocated[0], tunnel.drops()),
                series(size, Way.INBOUND, legs, allocated[1], tunnel.drops()));
    }

    private Map<String, Samples> legs(@Nullable Twin twin) {
        Map<String, Samples> legs = new LinkedHashMap<>();
        legs.put(Series.ENGINE, new Samples(options.rounds()));
        legs.put(Series.PIPELINE, new Samples(options.rounds()));
        legs.put(Series.ENGINE_CALL, new Samples(options.rounds()));
        if (twin != null) {
            legs.put(Series.TWIN, new Samples(options.rounds()));
        }
        return legs;
    }

    private void add(Map<Way, Map<String, Samples>> legs, Way way, String leg, long nanos) {
        Samples samples = legs.getOrDefault(way, Map.of()).get(leg);
        if (samples != null) {
            samples.add(nanos, (long) options.windowBursts() * Tunnel.BURST);
        }
    }

    private Series series(int size, Way way, Map<Way, Map<String, Samples>> legs, double allocated, long drops) {
        Map<String, Double> exact = new LinkedHashMap<>();
        exact.put(Series.ALLOCATED, allocated);
        exact.put(Series.DROPS, (double) drops);
        return new Series(
                "floor",
                engineName,
                size,
                way,
                1,
                legs.getOrDefault(way, Map.of()),
                exact,
                Environment.describe(provider.description()));
    }

    private EngineLeg.Times engineWindow(EngineLeg engine, int size) {
        EngineLeg.Times times = new EngineLeg.Times();
        engine.length(size);
        for (int burst = 0; burst < options.windowBursts(); burst++) {
            engine.run(times);
        }
        return times;
    }

    private EngineLeg.Times pipelineWindow(Tunnel tunnel, int size) throws Exception {
        EngineLeg.Times times = new EngineLeg.Times();
        for (int burst = 0; burst < options.windowBursts(); burst++) {
            tunnel.offer(size);
            tunnel.time(times);
            tunnel.take();
        }
        tunnel.expectNoDrops();
        return times;
    }

    /** Bytes that this thread allocates in each direction, per packet: the least of some passes, free of what the JVM does once. */
    private double[] allocation(Tunnel tunnel, int size) throws Exception {
        long[] least = {Long.MAX_VALUE, Long.MAX_VALUE};
        for (int pass = 0; pass < ALLOCATION_PASSES; pass++) {
            long outbound = 0;
            long inbound = 0;
            for (int burst = 0; burst < ALLOCATION_BURSTS; burst++) {
                tunnel.offer(size);
                long before = threads.getCurrentThreadAllocatedBytes();
                tunnel.seal();
                long between = threads.getCurrentThreadAllocatedBytes();
                tunnel.open();
                outbound += between - before;
                inbound += threads.getCurrentThreadAllocatedBytes() - between;
                tunnel.take();
            }
            least[0] = Math.min(least[0], outbound);
            least[1] = Math.min(least[1], inbound);
        }
        double packets = (double) ALLOCATION_BURSTS * Tunnel.BURST;
        return new double[] {least[0] / packets, least[1] / packets};
    }
}
