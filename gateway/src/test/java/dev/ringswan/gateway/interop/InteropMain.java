package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/interop-strongswan} runs. Exit status: 0 all passed, 1 some failed, 2 wrong usage. */
@Command(
        name = "interop-strongswan",
        mixinStandardHelpOptions = true,
        description = "Ringswan against Debian's strongSwan in network namespaces; needs root.")
final class InteropMain implements Callable<Integer> {
    @Option(names = "--only", paramLabel = "GLOB", description = "scenarios whose names fit; may be repeated")
    private List<String> only = List.of("*");

    @Option(names = "--control", description = "strongSwan at both ends: the control experiment")
    private boolean control;

    @Option(names = "--json", description = "one JSON object on stdout, instead of the table")
    private boolean json;

    @Option(names = "--list", description = "names the scenarios and does nothing")
    private boolean list;

    @Option(names = "--logs", paramLabel = "DIR", description = "keeps the logs of both ends there")
    private @Nullable Path logs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new InteropMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> chosen = Scenarios.all().stream()
                .filter(scenario -> only.stream().anyMatch(scenario::matches))
                .toList();
        if (list) {
            chosen.forEach(scenario -> System.out.println(scenario.name()));
            return 0;
        }
        if (chosen.isEmpty()) {
            System.err.println("interop-strongswan: no scenario fits " + only + "; --list names them");
            return 2;
        }
        Report report = run(chosen);
        System.out.print(json ? report.json() + "\n" : report.table());
        return report.passed() ? 0 : 1;
    }

    private Report run(List<Scenario> chosen) throws IOException, InterruptedException {
        int width = chosen.stream()
                .mapToInt(scenario -> scenario.name().length())
                .max()
                .orElse(0);
        List<Result> results = new ArrayList<>();
        try (Interop interop = new Interop(control, logs)) {
            Thread cleaner = new Thread(() -> closeQuietly(interop), "cleaner");
            Runtime.getRuntime().addShutdownHook(cleaner);
            for (Scenario scenario : chosen) {
                Result result = interop.run(scenario);
                if (interop.isClosed()) {
                    break; // a signal came; what has failed since then means nothing
                }
                results.add(result);
                System.err.println(Report.line(result, width));
            }
            Runtime.getRuntime().removeShutdownHook(cleaner);
            return new Report(results, control, Interop.version());
        }
    }

    private static void closeQuietly(Interop interop) {
        try {
            interop.close();
        } catch (IOException | InteropFailure e) {
            System.err.println("interop-strongswan: while cleaning up: " + e.getMessage());
        }
    }
}
