package dev.ringswan.perf;

import dev.ringswan.perf.LegLauncher.Leg;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gate --base REF}: builds both legs, measures them in interleaved pairs, judges, and writes a report. */
@Command(
        name = "gate",
        description =
                "Fails when the working tree is slower than a commit, allocates more, or computes something else.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:pass or improved",
            "1:the tool broke",
            "2:wrong usage",
            "3:regressed, by time or by count",
            "4:inconclusive: too noisy, or too few valid pairs",
            "5:a benchmark failed its own check, or the outputs differ",
            "6:the legs cannot be compared",
            "7:a series is missing in one leg",
            "8:the file of waivers is wrong or has expired"
        })
final class GateCommand implements Callable<Integer> {
    /** Arguments of the JVMs of a suite: the sentinels; and for {@code pr} the engines beside the pipeline too. */
    private static final Map<String, List<String>> SUITES = Map.of(
            "quick", List.of("suite gate --json"),
            "pr",
                    List.of(
                            "suite gate --json",
                            "floor --in-process --json --quick --engines jdk-intrinsic --sizes 64,512,1400"));

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private JudgeOptions judge;

    @Option(
            names = "--base",
            paramLabel = "REF",
            description = "Commit to compare with (${DEFAULT-VALUE}).",
            defaultValue = "HEAD")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String base;

    @Option(
            names = "--base-jar",
            paramLabel = "JAR",
            description = "Benchmarks that were built before, instead of --base.")
    private @Nullable Path baseJar;

    @Option(names = "--candidate-jar", paramLabel = "JAR", description = "The same for the candidate.")
    private @Nullable Path candidateJar;

    @Option(names = "--suite", defaultValue = "quick", description = "quick or pr (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String suite;

    @Option(
            names = "--launch",
            paramLabel = "ARGS",
            description = "Arguments of scripts/bench for a JVM of each leg, instead of a suite.")
    private @Nullable List<String> launches;

    @Option(
            names = "--pairs",
            defaultValue = "" + TwoStage.FIRST_PAIRS,
            description = "Pairs of launches (${DEFAULT-VALUE}).")
    private int pairs;

    @Option(
            names = "--extra",
            defaultValue = "" + TwoStage.EXTRA_PAIRS,
            description = "More pairs for suspects (${DEFAULT-VALUE}).")
    private int extra;

    @Option(names = "--seed", description = "Of the order inside pairs; drawn and stored when left out.")
    private @Nullable Long seed;

    @Option(
            names = "--prefix",
            defaultValue = "",
            paramLabel = "WORDS",
            description = "Put before java, such as \"taskset -c 1\".")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String prefix;

    @Option(names = "--waivers", paramLabel = "FILE", description = "Losses agreed to; perf-waivers when it is there.")
    private @Nullable Path waiverFile;

    @Option(
            names = "--on-inconclusive",
            defaultValue = "warn",
            description = "pass (exit 0), warn (exit 4) or fail (exit 3).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String onInconclusive;

    @Option(
            names = "--settle",
            defaultValue = "15",
            paramLabel = "SECONDS",
            description = "How long a launch waits at most for a quiet machine (${DEFAULT-VALUE}).")
    private int settle;

    @Option(
            names = "--keep-disturbed",
            description = "Let pairs count although the machine was disturbed, as on shared CI runners.")
    private boolean keepDisturbed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Takes results and report; perf-out/SESSION when left out.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the verdict as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path root = RunCommand.root();
        PrintWriter err = spec.commandLine().getErr();
        long drawn = seed == null ? System.nanoTime() : seed;
        String session = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                        .format(ZonedDateTime.now(ZoneOffset.UTC))
                + "-" + Long.toHexString(drawn & 0xFFFF);
        Path directory = out == null ? root.resolve("perf-out").resolve(session) : out;
        List<List<String>> arguments = launches().stream()
                .map(line -> List.of(line.strip().split("\\s+")))
                .toList();
        try {
            Waivers waivers = waivers(root);
            Files.createDirectories(directory);
            Map<String, Leg> legs = legs(new Builds(root, directory), err);
            Preflight.check(Path.of("/proc"), Path.of("/sys")).forEach(finding -> err.println("perf: " + finding));
            Machine machine = Machine.read(Path.of("/proc"), Path.of("/sys"));
            GateRun.Plan plan = new GateRun.Plan(session, suite, arguments, pairs, extra, drawn);
            List<String> words =
                    prefix.isBlank() ? List.of() : List.of(prefix.strip().split("\\s+"));
            LegLauncher launcher = new LegLauncher(
                    words,
                    legs,
                    machine,
                    directory.resolve("launch.log"),
                    new LegLauncher.Disturbances(settle, keepDisturbed));
            Path results = directory.resolve("results.jsonl");
            Files.deleteIfExists(results);
            ResultFile.append(results, List.of(machine.line(), session(plan)));
            TwoStage stages = new TwoStage(judge.comparison());
            List<Sample> samples = new GateRun(plan, stages, launcher, text -> err.println("perf: " + text)).run();
            ResultFile.append(results, samples.stream().map(Sample::fields).toList());
            List<Row> rows = waivers.apply(stages.rows(samples));
            Decision decision = Decision.of(rows, judge.alpha);
            finish(decision, samples, directory);
            waivers.expectAllUsed(rows);
            return exitCode(decision.verdict());
        } catch (LaunchException e) {
            err.println("perf: " + e.getMessage());
            spec.commandLine().getOut().println(e.verdict().word());
            return e.verdict().exitCode();
        } catch (WaiverException e) {
            err.println("perf: " + e.getMessage());
            return WaiverException.EXIT_CODE;
        }
    }

    private List<String> launches() {
        if (launches != null) {
            return launches;
        }
        List<String> lines = SUITES.get(suite);
        if (lines == null) {
            throw new IllegalArgumentException("there is no suite " + suite + "; take one of quick, pr");
        }
        return lines;
    }

    private Waivers waivers(Path root) throws IOException, WaiverException {
        Path file = waiverFile == null ? root.resolve("perf-waivers") : waiverFile;
        if (waiverFile == null && !Files.exists(file)) {
            return Waivers.none();
        }
        return Waivers.read(file, LocalDate.now(ZoneOffset.UTC));
    }

    private Map<String, Leg> legs(Builds builds, PrintWriter err) throws IOException {
        err.println("perf: building the candidate");
        Leg candidate = candidateJar == null ? builds.candidate() : builds.ofJar(candidateJar, Sample.CANDIDATE);
        err.println("perf: building the base, " + base);
        Leg old = baseJar == null ? builds.base(base) : builds.ofJar(baseJar, Sample.BASE);
        if (!old.benchHash().equals(candidate.benchHash())) {
            err.println("perf: the benchmarks themselves differ: both legs run the candidate's");
        }
        return builds.withSameBenchmarks(old, candidate);
    }

    private static Map<String, Object> session(GateRun.Plan plan) {
        return Map.of(
                "schema",
                "perf.session/1",
                "session",
                plan.session(),
                "suite",
                plan.suite(),
                "seed",
                plan.seed(),
                "pairs",
                plan.pairs(),
                "extra",
                plan.extra());
    }

    private void finish(Decision decision, List<Sample> samples, Path directory) throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        ReportFiles.write(samples, List.of(), decision, directory);
        if (json) {
            stdout.println(decision.toJson());
        } else {
            decision.print(stdout);
            stdout.println("report: " + directory.resolve("index.html"));
        }
        stdout.flush();
    }

    private int exitCode(Verdict verdict) {
        if (verdict != Verdict.INCONCLUSIVE) {
            return verdict.exitCode();
        }
        return switch (onInconclusive) {
            case "pass" -> 0;
            case "warn" -> verdict.exitCode();
            case "fail" -> Verdict.REGRESSED.exitCode();
            default ->
                throw new IllegalArgumentException("--on-inconclusive takes pass, warn or fail, not " + onInconclusive);
        };
    }
}
