package dev.ringswan.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What must be equal for two results to be comparable: no host names, no addresses, no paths. */
final class Environment {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Environment() {}

    /** Describes this JVM and its machine. */
    static Map<String, String> describe(String engineDescription) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("cpu", cpu());
        environment.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        environment.put("jdk", Runtime.version() + " " + System.getProperty("java.vm.vendor"));
        environment.put("flags", flags());
        environment.put("engine", engineDescription);
        return environment;
    }

    /** Model, family, model number and stepping: virtual machines hide the name, and the numbers tell the generation. */
    private static String cpu() {
        String model = cpuinfo("model name", System.getProperty("os.arch"));
        return model + ", family " + cpuinfo("cpu family", "?") + ", model " + cpuinfo("model", "?") + ", stepping "
                + cpuinfo("stepping", "?");
    }

    private static String cpuinfo(String field, String otherwise) {
        try {
            return Files.readAllLines(CPUINFO).stream()
                    .filter(line -> line.split(":", 2)[0].strip().equals(field))
                    .map(line -> line.split(":", 2)[1].strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static String flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** Commit and whether there were changes on top of it; empty when the launcher does not say. */
    static Map<String, Object> build() {
        String commit = commit();
        return commit.isEmpty()
                ? Map.of()
                : Map.of("commit", commit.replace("-dirty", ""), "dirty", commit.endsWith("-dirty"));
    }

    /** The commit that was built, as the launcher says; empty when it does not. */
    static String commit() {
        return System.getProperty("ringswan.commit", "");
    }
}
