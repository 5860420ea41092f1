package dev.ringswan.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures legs: warm-up of all, then windows of equal length, one of each leg in turn, then a pass that counts allocated bytes.
 *
 * <p>A window counts when fixed work ran at full speed just before and just after it ({@link CoreProbe}). Others are taken again,
 * at most {@value #PATIENCE} times as many as wanted; a leg of which fewer than a third then count is marked as disturbed.
 *
 * @param warmUpMs milliseconds before anything counts
 * @param windowMs milliseconds of a window
 * @param windows number of windows
 */
record LegTimer(int warmUpMs, int windowMs, int windows) {
    private static final int PATIENCE = 5;
    private static final int ALLOCATION_PASSES = 5;
    private static final int ALLOCATION_BURSTS = 100;

    /** The windows of one leg. */
    private static final class Windows {
        private final Leg leg;
        private final List<String> digests;
        private final List<List<Double>> counting = new ArrayList<>();
        private final List<List<Double>> all = new ArrayList<>();

        Windows(Leg leg) throws Exception {
            this.leg = leg;
            digests = leg.digests();
            for (int part = 0; part < leg.benches().size(); part++) {
                counting.add(new ArrayList<>());
                all.add(new ArrayList<>());
            }
        }

        int count() {
            return counting.getFirst().size();
        }

        void measure(int windowMs, CoreProbe probe) throws Exception {
            boolean quiet = leg.ownThreads() || probe.isAtFullSpeed();
            long[] nanos = new long[counting.size()];
            long packets = runFor(leg, nanos, windowMs) * MicroBenchmark.BURST;
            quiet &= leg.ownThreads() || probe.isAtFullSpeed();
            for (int part = 0; part < nanos.length; part++) {
                double value = (double) nanos[part] / packets;
                all.get(part).add(value);
                if (quiet) {
                    counting.get(part).add(value);
                }
            }
        }

        List<Sample> samples(int wanted, CoreProbe probe) throws Exception {
            double allocated = allocated(leg, counting.size());
            if (leg.drops() != 0) {
                throw new IllegalStateException(
                        leg.benches() + " " + leg.params() + " lost " + leg.drops() + " packets");
            }
            boolean valid = count() * 3 >= wanted;
            Map<String, Object> watch = new LinkedHashMap<>();
            watch.put("valid", valid);
            watch.put("full_speed_ns", probe.fullSpeedNs());
            if (!valid) {
                watch.put(
                        "why",
                        "something shared the core in all windows but " + count() + " of "
                                + all.getFirst().size());
            }
            List<Sample> samples = new ArrayList<>();
            for (int part = 0; part < counting.size(); part++) {
                Map<String, Object> exact = new LinkedHashMap<>();
                exact.put("alloc_B", allocated);
                exact.put("drops", 0);
                if (!digests.isEmpty()) {
                    exact.put("out_digest", digests.get(part));
                }
                samples.add(new Sample(
                        leg.benches().get(part),
                        leg.params(),
                        Sample.NS_PER_PACKET,
                        "lower",
                        (valid ? counting : all).get(part),
                        exact,
                        watch));
            }
            return samples;
        }
    }

    /** Measures each part of each leg; closes the legs. */
    List<Sample> measure(List<Leg> legs) throws Exception {
        try {
            CoreProbe probe = new CoreProbe();
            List<Windows> open = new ArrayList<>();
            for (Leg leg : legs) {
                open.add(new Windows(leg));
                runFor(leg, new long[leg.benches().size()], warmUpMs);
            }
            for (int round = 0; round < windows * PATIENCE; round++) {
                for (Windows each : open) {
                    if (each.count() < windows) {
                        each.measure(windowMs, probe);
                    }
                }
            }
            List<Sample> samples = new ArrayList<>();
            for (Windows each : open) {
                samples.addAll(each.samples(windows, probe));
            }
            return samples;
        } finally {
            legs.forEach(Leg::close);
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
    private static double allocated(Leg leg, int parts) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[parts];
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
