package dev.ringswan.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures legs: warm-up, then windows of equal length, then a pass that counts allocated bytes.
 *
 * @param warmUpMs milliseconds before anything counts
 * @param windowMs milliseconds of a window
 * @param windows number of windows
 */
record LegTimer(int warmUpMs, int windowMs, int windows) {
    private static final int ALLOCATION_PASSES = 5;
    private static final int ALLOCATION_BURSTS = 100;

    /** Measures each part of a leg, and closes it. */
    List<Sample> measure(Leg leg) throws Exception {
        try (leg) {
            List<String> digests = leg.digests();
            int parts = leg.benches().size();
            long[] nanos = new long[parts];
            runFor(leg, nanos, warmUpMs);
            List<List<Double>> values = new ArrayList<>();
            leg.benches().forEach(bench -> values.add(new ArrayList<>()));
            for (int window = 0; window < windows; window++) {
                nanos = new long[parts];
                long packets = runFor(leg, nanos, windowMs) * MicroBenchmark.BURST;
                for (int part = 0; part < parts; part++) {
                    values.get(part).add((double) nanos[part] / packets);
                }
            }
            double allocated = allocated(leg, nanos);
            if (leg.drops() != 0) {
                throw new IllegalStateException(
                        leg.benches() + " " + leg.params() + " lost " + leg.drops() + " packets");
            }
            List<Sample> samples = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                Map<String, Object> exact = new LinkedHashMap<>();
                exact.put("alloc_B", allocated);
                exact.put("drops", 0);
                if (!digests.isEmpty()) {
                    exact.put("out_digest", digests.get(part));
                }
                samples.add(new Sample(
                        leg.benches().get(part), leg.params(), Sample.NS_PER_PACKET, "lower", values.get(part), exact));
            }
            return samples;
        }
    }

    private static long runFor(Leg leg, long[] nanos, int milliseconds) throws Exception {
        long endNs = System.nanoTime() + milliseconds * 1_000_000L;
        long bursts = 0;
        do {
            leg.run(nanos);
            bursts++;
        } while (System.nanoTime() < endNs);
        return bursts;
    }

    /** Bytes that this thread allocates per packet: the least of some passes, free of what the JVM does once. */
    private static double allocated(Leg leg, long[] nanos) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < ALLOCATION_PASSES; pass++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int burst = 0; burst < ALLOCATION_BURSTS; burst++) {
                leg.run(nanos);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return (double) least / (ALLOCATION_BURSTS * MicroBenchmark.BURST);
    }
}
