package dev.ringswan.perf;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts the benchmarks of one build in a JVM of their own and watches the machine meanwhile.
 *
 * <p><em>Errors:</em> a JVM that ends with another status than 0 is a {@link LaunchException}, with the last lines that it wrote.
 */
final class LegLauncher implements GateRun.Launcher {
    /** The heap is fixed and touched, so that no launch pays for its growth. */
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    private static final Path PROC = Path.of("/proc");
    private static final int TAIL = 6;
    private static final long WATCH_MS = 200;

    private final List<String> prefix;
    private final Map<String, Leg> legs;
    private final Machine machine;
    private final Path log;
    private final Disturbances disturbances;
    /** What fixed work took in the fastest launch so far: each launch is told, lest one that is always disturbed takes it as normal. */
    private long fullSpeedNs = Long.MAX_VALUE;

    /**
     * One build.
     *
     * @param classPath the jar of its benchmarks, perhaps behind other benchmarks
     * @param flags the file of the JVM flags that it wants
     * @param commit what was built
     * @param benchHash names the benchmarks' own classes
     */
    record Leg(String classPath, Path flags, String commit, String benchHash) {}

    /**
     * What to do about other programs.
     *
     * @param settleSeconds how long a launch waits at most until they leave the machine alone
     * @param keep let legs count although the machine was disturbed
     */
    record Disturbances(int settleSeconds, boolean keep) {}

    /**
     * Launches of two builds.
     *
     * @param prefix words before {@code java}, such as {@code taskset -c 1}
     * @param legs name of the leg → build
     * @param log takes what the JVMs write to stderr
     * @param disturbances what to do about them
     */
    LegLauncher(List<String> prefix, Map<String, Leg> legs, Machine machine, Path log, Disturbances disturbances) {
        this.prefix = List.copyOf(prefix);
        this.legs = Map.copyOf(legs);
        this.machine = machine;
        this.log = log;
        this.disturbances = disturbances;
        MachineState.calibrate(); // The first rounds are interpreted.
    }

    @Override
    public List<Map<String, Object>> launch(String name, List<String> arguments) throws IOException {
        Leg leg = legs.get(name);
        if (leg == null) {
            throw new IllegalArgumentException("no leg " + name);
        }
        List<String> words = new ArrayList<>(prefix);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + leg.flags);
        words.addAll(HEAP);
        words.add("-Dringswan.commit=" + leg.commit);
        if (fullSpeedNs != Long.MAX_VALUE) {
            words.add("-Dringswan.full-speed-ns=" + fullSpeedNs);
        }
        words.addAll(List.of("-cp", leg.classPath, "dev.ringswan.bench.Main"));
        words.addAll(arguments);
        int cores = Runtime.getRuntime().availableProcessors();
        settle(cores);
        MachineState before = MachineState.now(PROC);
        List<String> output = run(name, words);
        MachineState after = MachineState.now(PROC);
        List<String> sentences = after.disturbances(before, cores);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("env", after.since(before, cores));
        facts.put("build", Map.of("commit", leg.commit));
        facts.put("bench_hash", leg.benchHash);
        facts.put("fp_hw", machine.hardwareId());
        facts.put("fp_sw", machine.softwareId());
        facts.put("command", "scripts/bench " + String.join(" ", arguments));
        if (!sentences.isEmpty()) {
            facts.put("valid", false);
            facts.put("why", String.join("; ", sentences));
        }
        if (disturbances.keep()) {
            facts.put("valid", true);
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        for (String line : output) {
            for (Sample sample : ResultFile.parse(line)) {
                lines.add(SampleParser.with(sample.fields(), facts));
                if (sample.fields().get("full_speed_ns") instanceof Number ns) {
                    fullSpeedNs = Math.min(fullSpeedNs, ns.longValue());
                }
            }
        }
        if (lines.isEmpty()) {
            throw new LaunchException(name, 0, "no sample came out of: " + String.join(" ", arguments));
        }
        return lines;
    }

    /** Waits until other programs are quiet; looks at the machine only, so the score cannot be chosen. */
    private void settle(int cores) throws IOException {
        long end = System.nanoTime() + disturbances.settleSeconds() * 1_000_000_000L;
        while (System.nanoTime() < end) {
            MachineState before = MachineState.now(PROC);
            try {
                Thread.sleep(WATCH_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for a quiet machine", e);
            }
            if (MachineState.now(PROC).foreignPercent(before, cores) <= MachineState.FOREIGN_PERCENT_MAX) {
                return;
            }
        }
    }

    private List<String> run(String name, List<String> words) throws IOException {
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        List<String> lines = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                (line.startsWith("{") ? lines : others).add(line);
            }
        }
        int status = waitFor(process);
        if (status != 0) {
            List<String> text = new ArrayList<>(others);
            text.addAll(Files.readAllLines(log));
            String tail = text.subList(Math.max(0, text.size() - TAIL), text.size()).stream()
                    .map(String::strip)
                    .collect(Collectors.joining(" | "));
            throw new LaunchException(name, status, tail);
        }
        return lines;
    }

    static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a process ran", e);
        }
    }
}
