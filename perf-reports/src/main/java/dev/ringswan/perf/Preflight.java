package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a machine has that makes figures worse than they could be, each with its remedy. */
final class Preflight {
    private static final double BUSY_PERCENT_MAX = 30;
    private static final long WATCH_MS = 500;
    private static final double CORES_MIN = 2;

    private Preflight() {}

    /**
     * One thing that is not as it should be.
     *
     * @param what a sentence
     * @param remedy what to do about it
     */
    record Finding(String what, String remedy) {
        @Override
        public String toString() {
            return what + ": " + remedy;
        }
    }

    /** Looks at the machine for half a second. */
    static List<Finding> check(Path proc, Path sys) throws IOException {
        List<Finding> findings = new ArrayList<>(settings(proc, sys));
        int cores = Runtime.getRuntime().availableProcessors();
        MachineState before = MachineState.now(proc);
        try {
            Thread.sleep(WATCH_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        MachineState after = MachineState.now(proc);
        double busy = after.foreignPercent(before, cores) / cores;
        if (busy > BUSY_PERCENT_MAX) {
            findings.add(new Finding(
                    "other programs use " + Numbers.three(busy) + " % of the CPUs",
                    "stop them, or expect pairs that do not count"));
        }
        if (after.stealPercent(before) > MachineState.STEAL_PERCENT_MAX) {
            findings.add(new Finding(
                    "the hypervisor takes " + Numbers.three(after.stealPercent(before)) + " % of the time",
                    "measure on a host whose CPUs are not shared"));
        }
        return findings;
    }

    /** What the system says about itself, without measuring. */
    static List<Finding> settings(Path proc, Path sys) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Machine machine = Machine.read(proc, sys);
        String governor = machine.software().getOrDefault("governor", "n/a");
        if (!governor.equals("performance") && !governor.equals("n/a")) {
            findings.add(new Finding("the CPU governor is " + governor, "cpupower frequency-set -g performance"));
        }
        String clock = machine.software().getOrDefault("clock", "n/a");
        if (!List.of("tsc", "n/a", "arch_sys_counter").contains(clock)) {
            findings.add(new Finding("the clock source is " + clock, "boot with clocksource=tsc, or use another host"));
        }
        if (!Machine.first(sys.resolve("devices/system/cpu/intel_pstate/no_turbo"))
                .matches("1|n/a")) {
            findings.add(new Finding(
                    "the CPU may change its clock rate", "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"));
        }
        if (Machine.first(sys.resolve("devices/system/cpu/smt/active")).equals("1")) {
            findings.add(new Finding(
                    "two threads share each core",
                    "echo off > /sys/devices/system/cpu/smt/control, or pin with --prefix"));
        }
        if (Double.parseDouble(machine.hardware().getOrDefault("cores", "0")) < CORES_MIN) {
            findings.add(new Finding(
                    "there is one core only", "the JIT compiler disturbs what is measured: use two or more"));
        }
        if (onBattery(sys)) {
            findings.add(new Finding("the machine runs on battery", "plug it in"));
        }
        List<String> swaps =
                Files.isReadable(proc.resolve("swaps")) ? Files.readAllLines(proc.resolve("swaps")) : List.of();
        if (swaps.stream().skip(1).anyMatch(line -> !line.matches(".*\\s0\\s+-?[0-9]+\\s*"))) {
            findings.add(new Finding("memory is swapped out", "free memory, then swapoff -a"));
        }
        return findings;
    }

    private static boolean onBattery(Path sys) throws IOException {
        Path supplies = sys.resolve("class/power_supply");
        if (!Files.isDirectory(supplies)) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(supplies)) {
            for (Path supply : all) {
                if (Machine.first(supply.resolve("status")).equals("Discharging")) {
                    return true;
                }
            }
        }
        return false;
    }
}
