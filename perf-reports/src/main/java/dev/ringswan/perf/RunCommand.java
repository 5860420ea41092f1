package dev.ringswan.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run --suite NAME}: measures one build, by {@code scripts/bench}. */
@Command(
        name = "run",
        description = "Measures the working tree; prints what scripts/bench prints.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Option(names = "--suite", defaultValue = "quick", description = "quick, gate, e2e, load, … (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String suite;

    @Option(names = "--json", description = "JSON Lines, for report and compare.")
    private boolean json;

    @Option(
            names = "--prefix",
            defaultValue = "",
            paramLabel = "WORDS",
            description = "Put before the command, such as \"taskset -c 1\".")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String prefix;

    @Parameters(arity = "0..*", paramLabel = "ARGS", description = "Given on to the suite; after --.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        List<String> words = new ArrayList<>(
                prefix.isBlank() ? List.of() : List.of(prefix.strip().split("\\s+")));
        words.add(root().resolve("scripts/bench").toString());
        words.addAll(
                switch (suite.toLowerCase(Locale.ROOT)) {
                    case "floor", "sad", "handshakes", "peers", "rekeys", "e2e", "load" -> List.of(suite);
                    default -> List.of("suite", suite);
                });
        words.addAll(arguments);
        if (json) {
            words.add("--json");
        }
        return LegLauncher.waitFor(new ProcessBuilder(words).inheritIO().start());
    }

    /** The root of the working tree: where scripts/perf says it is, else the current directory. */
    static Path root() {
        Path root = Path.of(System.getProperty("ringswan.root", "")).toAbsolutePath();
        if (!Files.isReadable(root.resolve("scripts/jvm.flags"))) {
            throw new IllegalArgumentException(root + " is no working tree; start scripts/perf");
        }
        return root;
    }
}
