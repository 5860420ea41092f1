package dev.ringswan.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.load.Lengths;
import dev.ringswan.bench.load.Loader;
import dev.ringswan.bench.load.MemoryLoad;
import dev.ringswan.bench.load.MlrSearch;
import dev.ringswan.bench.load.MlrSearch.Goal;
import dev.ringswan.bench.load.Trial;
import dev.ringswan.bench.load.UdpLoad;
import dev.ringswan.bench.pipeline.Codec;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands about load: throughput, latency and endurance of a path, by open-loop traffic.
 *
 * <p><em>Threading:</em> one thread, and those of the {@link Loader}.
 */
final class LoadBench {
    static final String USAGE = """
            scripts/bench load ndr     [options] [--repeat N] [--strict]   highest rate without loss, and with 0.5 %
            scripts/bench load latency [options] [--seconds 5]             at idle, 10, 50 and 90 % of that rate
            scripts/bench load soak    [options] [--seconds 600]           at 70 %, with memory before and after

            --size N|imix      bytes of the frame as RFC 2544 counts, 64 to 1518
            --flows N          inner flows (memory only; default 64)
            --sas N, --codec esp|wireguard, --mode inline|direct|ring, --workers N, --engine NAME, --suite KEYWORD
                               the gateways in memory; default one SA, esp, inline, aes256gcm16
            --quiet-time       a second is one in which the thread had its core for itself (mode inline): for a shared machine
            --namespaces CLIENT,SERVER --to ADDRESS
                               real gateways between two network namespaces instead (root)
            --trial S --sum S --width W   length of a full trial, of all that decide, interval (default 0.2, 2, 0.01)
            --json             lines for perf-reports
            """;

    /** Packets per second that count as an idle path. */
    private static final double IDLE_LOAD = 100;

    private static final double SOAK_SHARE = 0.7;
    private static final double LOAD_MAX_MEMORY = 20e6;
    private static final double LOAD_MAX_UDP = 1e6;
    private static final double LOAD_MIN = 500;
    private static final double WARM_UP_S = 3;

    private static final double SEARCH_S_MAX = 1_200;
    private static final List<String> NUMBERS =
            List.of("--repeat", "--seconds", "--flows", "--sas", "--workers", "--trial", "--sum", "--width");
    private static final List<String> TEXTS =
            List.of("--size", "--codec", "--mode", "--engine", "--suite", "--namespaces", "--to");

    private final String command;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final boolean json;
    private final boolean strict;
    private final Lengths lengths;

    /**
     * What the command line asks for.
     *
     * @throws IllegalArgumentException for what is not known
     */
    LoadBench(List<String> arguments) {
        command = arguments.isEmpty() ? "" : arguments.getFirst();
        if (!List.of("ndr", "latency", "soak").contains(command)) {
            throw new IllegalArgumentException("load takes ndr, latency or soak, not '" + command + "'");
        }
        for (int i = 1; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (List.of("--json", "--strict", "--quiet-time").contains(name)) {
                options.put(name, "");
                continue;
            }
            String value = i + 1 < arguments.size() ? arguments.get(++i) : "";
            if (!(TEXTS.contains(name) && !value.isEmpty())
                    && !(NUMBERS.contains(name) && value.matches("[0-9]+(\\.[0-9]+)?"))) {
                throw new IllegalArgumentException(
                        "unknown argument '" + name + "', or it does not take '" + value + "'");
            }
            options.put(name, value);
        }
        json = options.containsKey("--json");
        strict = options.containsKey("--strict");
        String size = options.getOrDefault("--size", "64");
        if (!size.equals(Lengths.IMIX)
                && !size.matches("6[4-9]|[7-9][0-9]|[1-9][0-9]{2}|1[0-4][0-9]{2}|150[0-9]|151[0-8]")) {
            throw new IllegalArgumentException("--size takes 64 to 1518 or imix, not '" + size + "'");
        }
        lengths = Lengths.ofFrames(size);
        if (options.containsKey("--namespaces")
                && !(options.getOrDefault("--namespaces", "").matches("[^,]+,[^,]+") && options.containsKey("--to"))) {
            throw new IllegalArgumentException("--namespaces takes CLIENT,SERVER and needs --to ADDRESS");
        }
    }

    private double number(String name, double otherwise) {
        String value = options.get(name);
        return value == null ? otherwise : Double.parseDouble(value);
    }

    private boolean inMemory() {
        return !options.containsKey("--namespaces");
    }

    void run() throws Exception {
        try (Loader loader = loader()) {
            warmUp(loader);
            switch (command) {
                case "ndr" -> ndr(loader);
                case "latency" -> latency(loader);
                default -> soak(loader);
            }
        }
    }

    /** Twice, from overload to calm: the compiler has then seen long bursts and short ones. */
    private void warmUp(Loader loader) throws Exception {
        for (int i = 0; i < 2; i++) {
            loader.run(inMemory() ? LOAD_MAX_MEMORY : LOAD_MAX_UDP, inMemory() ? WARM_UP_S : 0.2);
            loader.run(inMemory() ? 1e6 : 5_000, WARM_UP_S / 3);
        }
    }

    private Loader loader() throws Exception {
        if (!inMemory()) {
            String[] namespaces = options.getOrDefault("--namespaces", "").split(",", -1);
            return new UdpLoad(namespaces[0], namespaces[1], options.getOrDefault("--to", ""), lengths);
        }
        Codec codec = Codec.valueOf(options.getOrDefault("--codec", "esp").toUpperCase(Locale.ROOT));
        RunMode mode = RunMode.valueOf(options.getOrDefault("--mode", "inline").toUpperCase(Locale.ROOT));
        EspSuite suite = codec == Codec.WIREGUARD ? EspSuite.CHACHA20_POLY1305 : suite();
        PairSetup setup = PairSetup.inline(
                        codec, suite, AeadProviders.select(options.getOrDefault("--engine", AeadProviders.AUTO)))
                .withSas((int) number("--sas", 1))
                .withMode(mode, (int) number("--workers", 1), 64);
        int flows = (int) number("--flows", 64);
        return options.containsKey("--quiet-time")
                ? MemoryLoad.byClock(setup, lengths, flows, new QuietClock())
                : new MemoryLoad(setup, lengths, flows);
    }

    private EspSuite suite() {
        String keyword = options.getOrDefault("--suite", EspSuite.AES256_GCM16.keyword());
        for (EspSuite suite : EspSuite.values()) {
            if (suite.keyword().equals(keyword)) {
                return suite;
            }
        }
        throw new IllegalArgumentException("there is no suite '" + keyword + "'; take one such as aes256gcm16");
    }

    /** Searches; the rate of the last search. */
    private double ndr(Loader loader) throws Exception {
        double rate = 0;
        for (int i = 1; i <= (int) number("--repeat", 1); i++) {
            Trial[] last = new Trial[1];
            MlrSearch search =
                    new MlrSearch(LOAD_MIN, inMemory() ? LOAD_MAX_MEMORY : LOAD_MAX_UDP, goals(), SEARCH_S_MAX);
            List<MlrSearch.Result> results = search.search((load, seconds) -> {
                last[0] = loader.run(load, seconds);
                return last[0].lossRatio();
            });
            int trials = search.trials().stream().mapToInt(at -> at.count()).sum();
            for (MlrSearch.Result result : results) {
                report(i, result, trials);
            }
            Double lower = results.getFirst().lower();
            if (lower == null) {
                throw new IllegalStateException(
                        "even " + LOAD_MIN + " packets per second are not carried without loss");
            }
            rate = lower;
        }
        return rate;
    }

    private List<Goal> goals() {
        double trial = number("--trial", strict ? 60 : 0.2);
        double sum = number("--sum", strict ? trial : 2);
        double width = number("--width", strict ? 0.005 : 0.01);
        return strict
                ? List.of(Goal.rfc2544(trial, width))
                : List.of(Goal.ndr(trial, sum, width), Goal.pdr(trial, sum, width));
    }

    private void report(int round, MlrSearch.Result result, int trials) throws IOException {
        double rate = result.lower() == null ? 0 : result.lower();
        if (!json) {
            System.out.printf(
                    "%-8s %,12.0f packets/s  upper bound %s  arriving %,.0f/s  %.3f Gbit/s of packets  %d trials%s%n",
                    result.goal().name(),
                    rate,
                    result.upper() == null ? "none" : "%,.0f".formatted(result.upper()),
                    result.throughput(),
                    rate * lengths.mean() * 8 / 1e9,
                    trials,
                    result.regular() ? "" : "  IRREGULAR");
            return;
        }
        Map<String, Object> line = head("perf.sample/1", "ndr." + port());
        params(line).put("goal", result.goal().name());
        line.put("unit", "pps");
        line.put("better", "higher");
        line.put("value", Math.max(1, rate));
        line.put("round", round);
        line.put("upper_pps", result.upper());
        line.put("conditional_pps", result.throughput());
        line.put("trials", trials);
        finish(line, result.regular() ? null : "the search found no narrow interval: " + result);
    }

    private void latency(Loader loader) throws Exception {
        double rate = ndr(loader);
        Map<String, Double> loads = new LinkedHashMap<>();
        loads.put("idle", IDLE_LOAD);
        loads.put("10", rate * 0.1);
        loads.put("50", rate * 0.5);
        loads.put("90", rate * 0.9);
        for (Map.Entry<String, Double> load : loads.entrySet()) {
            Trial trial = loader.run(load.getValue(), number("--seconds", 5));
            trial(trial, "latency." + port(), Map.of("load", load.getKey()));
        }
    }

    private void trial(Trial trial, String bench, Map<String, String> more) throws IOException {
        if (!json) {
            System.out.printf(
                    "%s %,.0f packets/s for %.0f s: lost %.4f %%, latency in µs %s%n",
                    more, trial.load(), trial.seconds(), trial.lossRatio() * 100, trial.latencyUs());
            return;
        }
        Map<String, Object> line = head("perf.trial/1", bench);
        params(line).putAll(more);
        line.put("unit", "us");
        line.put("better", "lower");
        line.put("value", Math.max(0.001, trial.latency().getValueAtPercentile(50) / 1e3));
        line.put("dir", "fwd");
        line.putAll(trial.toMap());
        finish(line, null);
    }

    /** Runs in slices, so that memory is seen between them; growth of the heap after collection makes the run fail. */
    private void soak(Loader loader) throws Exception {
        double rate = ndr(loader) * SOAK_SHARE;
        double seconds = number("--seconds", 600);
        double slice = Math.min(10, seconds);
        long heapBefore = 0;
        long residentBefore = 0;
        long lost = 0;
        long due = 0;
        Trial trial = loader.run(rate, slice);
        for (double done = 0; done < seconds; done += slice) {
            if (done == 0) {
                heapBefore = heap();
                residentBefore = residentKiB();
            }
            trial = loader.run(rate, slice);
            due += trial.due();
            lost += trial.due() - trial.received();
        }
        long heapGrowth = heap() - heapBefore;
        long residentGrowth = residentKiB() - residentBefore;
        System.err.printf(
                "bench: soak %.0f s at %,.0f packets/s: %,d of %,d lost; heap %+,d bytes, resident %+,d KiB%n",
                seconds, rate, lost, due, heapGrowth, residentGrowth);
        trial(trial, "soak." + port(), Map.of("seconds", "%.0f".formatted(seconds)));
        if (heapGrowth > 1 << 20) {
            throw new IllegalStateException("the heap grew by " + heapGrowth + " bytes while packets went through");
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private String port() {
        return inMemory() ? "memory" : "udp";
    }

    private Map<String, Object> head(String schema, String bench) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", schema);
        line.put("suite", "load");
        line.put("bench", bench);
        Map<String, String> params = new LinkedHashMap<>();
        params.put("size", lengths.label().equals(Lengths.IMIX) ? Lengths.IMIX : options.getOrDefault("--size", "64"));
        if (inMemory()) {
            for (String name : List.of("codec", "mode", "workers", "sas", "engine", "suite", "flows", "quiet-time")) {
                String value = options.get("--" + name);
                if (value != null) {
                    params.put(name, value);
                }
            }
        }
        line.put("params", params);
        return line;
    }

    @SuppressWarnings("unchecked") // head() put it there
    private static Map<String, String> params(Map<String, Object> line) {
        return (Map<String, String>) line.getOrDefault("params", Map.of());
    }

    private void finish(Map<String, Object> line, @Nullable String why) throws IOException {
        line.put("environment", Environment.describe(inMemory() ? options.getOrDefault("--engine", "auto") : "none"));
        line.put("valid", why == null);
        if (why != null) {
            line.put("why", why);
        }
        line.put("build", Environment.build());
        line.put("time", Instant.now().toString());
        line.put("command", "scripts/bench load " + command + " " + String.join(" ", flat()));
        System.out.println(JSON.std.asString(line));
        System.out.flush();
    }

    private List<String> flat() {
        return options.entrySet().stream()
                .map(option -> (option.getKey() + " " + option.getValue()).strip())
                .toList();
    }
}
