package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the machine has done so far, in clock ticks of the kernel; the difference of two says what it did in between.
 *
 * @param busy ticks in which any CPU worked
 * @param stolen ticks in which the hypervisor ran something else
 * @param total ticks of all CPUs
 * @param own ticks that this process and the children it has waited for used
 * @param pressureUs microseconds in which something waited for a CPU; 0 where the kernel does not say
 * @param calibrationNs what the fixed kernel took just now
 */
record MachineState(long busy, long stolen, long total, long own, long pressureUs, long calibrationNs) {
    /** Beyond these the leg between two states does not count. They look at the machine only, never at the score. */
    static final double STEAL_PERCENT_MAX = 1;

    static final double FOREIGN_PERCENT_MAX = 10;
    static final double CALIBRATION_PERCENT_MAX = 3;

    private static final int CALIBRATION_ROUNDS = 5;
    private static final int CALIBRATION_STEPS = 5_000_000;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;
    /** Guests' ticks are in the fields before them already. */
    private static final int FIELDS = 8;

    /** Reads the state now; takes some 40 ms for the kernel of fixed work. */
    static MachineState now(Path proc) throws IOException {
        long[] cpu = Arrays.stream(Files.readAllLines(proc.resolve("stat"))
                        .getFirst()
                        .replaceFirst("cpu +", "")
                        .split(" "))
                .mapToLong(Long::parseLong)
                .limit(FIELDS)
                .toArray();
        long total = Arrays.stream(cpu).sum();
        long idle = cpu[IDLE] + cpu[IO_WAIT];
        return new MachineState(
                total - idle - cpu[STEAL], cpu[STEAL], total, ownTicks(proc), pressure(proc), calibrate());
    }

    /** User and system time of this process and of its children, fields 14 to 17 of {@code /proc/self/stat}. */
    private static long ownTicks(Path proc) throws IOException {
        String stat = Files.readString(proc.resolve("self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum();
    }

    private static long pressure(Path proc) throws IOException {
        Path file = proc.resolve("pressure/cpu");
        if (!Files.isReadable(file)) {
            return 0;
        }
        String some = Files.readAllLines(file).getFirst();
        return Long.parseLong(some.substring(some.lastIndexOf('=') + 1));
    }

    /** The fastest of some rounds of fixed work that fits the registers: it tells the clock rate, and little else. */
    static long calibrate() {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < CALIBRATION_ROUNDS; round++) {
            long start = System.nanoTime();
            if (kernel(round) == 0) {
                throw new IllegalStateException("the kernel of fixed work must not end in 0");
            }
            least = Math.min(least, System.nanoTime() - start);
        }
        return least;
    }

    private static long kernel(long seed) {
        long x = seed;
        for (int i = 0; i < CALIBRATION_STEPS; i++) {
            x = (x ^ x >>> 29) * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
        }
        return x;
    }

    double stealPercent(MachineState before) {
        return percent(stolen - before.stolen, before);
    }

    /** Share of all CPUs that others used in between, in percent of one CPU. */
    double foreignPercent(MachineState before, int cores) {
        return Math.max(0, percent(busy - before.busy - (own - before.own), before)) * cores;
    }

    private double percent(long ticks, MachineState before) {
        return 100.0 * ticks / Math.max(1, total - before.total);
    }

    /** The facts between two states, for the {@code env} field of a sample. */
    Map<String, Object> since(MachineState before, int cores) {
        Map<String, Object> env = new LinkedHashMap<>();
        env.put("steal_pct", rounded(stealPercent(before)));
        env.put("foreign_pct", rounded(foreignPercent(before, cores)));
        env.put("psi_cpu_us", pressureUs - before.pressureUs);
        env.put("calib_pre_us", before.calibrationNs / 1000);
        env.put("calib_post_us", calibrationNs / 1000);
        return env;
    }

    /** What disturbed the time between two states, one sentence each; empty when it was quiet. */
    List<String> disturbances(MachineState before, int cores) {
        List<String> sentences = new ArrayList<>();
        if (stealPercent(before) > STEAL_PERCENT_MAX) {
            sentences.add("the hypervisor stole " + rounded(stealPercent(before)) + " % of the time");
        }
        if (foreignPercent(before, cores) > FOREIGN_PERCENT_MAX) {
            sentences.add("other programs used " + rounded(foreignPercent(before, cores)) + " % of a CPU");
        }
        double moved = 100.0 * Math.abs(calibrationNs - before.calibrationNs) / before.calibrationNs;
        if (moved > CALIBRATION_PERCENT_MAX) {
            sentences.add("fixed work took " + rounded(moved) + " % longer or shorter afterwards");
        }
        return sentences;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
