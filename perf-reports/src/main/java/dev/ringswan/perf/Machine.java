package dev.ringswan.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The fingerprint of a machine in two parts: series never cross the first, and a change of the second starts a new segment. No
 * host names, no addresses.
 *
 * @param hardware what stays when the system is installed anew
 * @param software kernel, its settings, JDK
 */
record Machine(SortedMap<String, String> hardware, SortedMap<String, String> software) {
    static final String SCHEMA = "perf.machine/1";

    private static final List<String> CPU_FIELDS = List.of("vendor_id", "cpu family", "model", "stepping", "microcode");
    /** Features of the CPU that crypto and checksums use. */
    private static final List<String> FEATURES = List.of(
            "aes", "vaes", "pclmulqdq", "vpclmulqdq", "avx2", "avx512f", "avx512bw", "sha_ni", "hypervisor", "pmull");

    private static final int HASH_BYTES = 6;
    private static final long KIB_PER_GIB = 1L << 20;

    /** Reads it from {@code /proc} and {@code /sys}, or from copies of them. */
    static Machine read(Path proc, Path sys) throws IOException {
        SortedMap<String, String> hardware = new TreeMap<>();
        Map<String, String> cpu = new LinkedHashMap<>();
        int cores = 0;
        for (String line : Files.readAllLines(proc.resolve("cpuinfo"))) {
            String[] pair = line.split(":", 2);
            if (pair.length == 2) {
                cpu.putIfAbsent(pair[0].strip(), pair[1].strip());
                cores += pair[0].strip().equals("processor") ? 1 : 0;
            }
        }
        for (String field : CPU_FIELDS) {
            hardware.put(field, cpu.getOrDefault(field, "?"));
        }
        TreeSet<String> features = new TreeSet<>(List.of(
                cpu.getOrDefault("flags", cpu.getOrDefault("Features", "")).split(" ")));
        features.retainAll(FEATURES);
        hardware.put("features", String.join(" ", features));
        hardware.put("cores", String.valueOf(cores));
        hardware.put("cache", cpu.getOrDefault("cache size", "?"));
        hardware.put("memory_gib", String.valueOf(memoryGib(proc)));

        SortedMap<String, String> software = new TreeMap<>();
        software.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        software.put("jdk", Runtime.version() + " " + System.getProperty("java.vm.vendor"));
        software.put("bugs", cpu.getOrDefault("bugs", "?"));
        software.put("clock", first(sys.resolve("devices/system/clocksource/clocksource0/current_clocksource")));
        software.put("governor", first(sys.resolve("devices/system/cpu/cpu0/cpufreq/scaling_governor")));
        software.put("huge_pages", first(sys.resolve("kernel/mm/transparent_hugepage/enabled")));
        return new Machine(hardware, software);
    }

    private static long memoryGib(Path proc) throws IOException {
        for (String line : Files.readAllLines(proc.resolve("meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                long kib = Long.parseLong(line.replaceAll("[^0-9]", ""));
                return (kib + KIB_PER_GIB / 2) / KIB_PER_GIB;
            }
        }
        return 0;
    }

    /** The first line of a file, or {@code n/a} where the system has no such file. */
    static String first(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return "n/a";
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "n/a" : lines.getFirst().strip();
    }

    String hardwareId() {
        return "h:" + hash(hardware);
    }

    String softwareId() {
        return "s:" + hash(software);
    }

    /** The line of a result file that explains both ids. */
    Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("schema", SCHEMA);
        line.put("fp_hw", hardwareId());
        line.put("fp_sw", softwareId());
        line.put("hardware", hardware);
        line.put("software", software);
        return line;
    }

    private static String hash(SortedMap<String, String> facts) {
        return hash(facts.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A short name of some bytes. */
    static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
