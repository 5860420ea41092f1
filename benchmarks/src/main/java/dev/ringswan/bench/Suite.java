package dev.ringswan.bench;

import dev.ringswan.bench.load.Lengths;
import dev.ringswan.bench.pipeline.Codec;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Groups of legs that are measured together.
 *
 * <pre>
 *   gate    sentinels, short, all in this JVM: one launch is one sample, and a regression gate makes many launches
 *   quick   one JVM after the other: stages │ for each engine: ciphers, pipeline │ for the fastest also sizes, modes, SAs
 * </pre>
 */
final class Suite {
    static final String USAGE = """
            scripts/bench suite gate  [--json] [--only TEXT] [--engine NAME]   sentinels of a regression gate; seconds
            scripts/bench suite quick [--json] [--only TEXT] [--engine NAME]   stages, engines, pipelines; minutes
            """;

    private static final LegTimer GATE = new LegTimer(300, 5, 21);

    private static final LegTimer QUICK = new LegTimer(400, 30, 11);
    private static final List<String> SIZES =
            List.of("64", "128", "256", "512", "1024", "1280", "1400", "1518", "imix");
    private static final List<String> FEW_SIZES = List.of("64", "1400", Lengths.IMIX);
    private static final List<EspSuite> SUITES =
            List.of(EspSuite.AES128_GCM16, EspSuite.AES256_GCM16, EspSuite.CHACHA20_POLY1305, EspSuite.AES256_SHA256);

    private final String name;
    private final String only;
    private final String engineName;
    private final boolean json;

    /**
     * What the command line asks for.
     *
     * @throws IllegalArgumentException for what is not known
     */
    Suite(List<String> arguments) {
        String chosen = arguments.isEmpty() ? "" : arguments.getFirst();
        if (!List.of("gate", "quick", "stages", "engine", "pipeline").contains(chosen)) {
            throw new IllegalArgumentException("there is no suite '" + chosen + "'; take gate or quick");
        }
        name = chosen;
        String text = "";
        String engine = AeadProviders.AUTO;
        boolean lines = false;
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--json")) {
                lines = true;
            } else if (List.of("--only", "--engine").contains(argument) && i + 1 < arguments.size()) {
                i++;
                text = argument.equals("--only") ? arguments.get(i) : text;
                engine = argument.equals("--engine") ? arguments.get(i) : engine;
            } else {
                throw new IllegalArgumentException("unknown argument '" + argument + "', or it needs a value");
            }
        }
        only = text;
        engineName = engine;
        json = lines;
    }

    void run() throws Exception {
        switch (name) {
            case "gate" -> measure(GATE, sentinels(AeadProviders.select(engineName)));
            case "stages" -> measureEach(StageLeg.all());
            case "engine" -> measureEach(engine(AeadProviders.select(engineName)));
            case "pipeline" -> measureEach(pipeline(AeadProviders.select(engineName)));
            default -> quick();
        }
    }

    private void quick() throws Exception {
        launch("stages", AeadProviders.AUTO);
        List<String> engines = engineName.equals(AeadProviders.AUTO) ? working() : List.of(engineName);
        for (String engine : engines) {
            launch("engine", engine);
        }
        launch("pipeline", engines.getFirst());
    }

    private void launch(String part, String engine) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(part, "--engine", engine, "--only", only));
        if (json) {
            arguments.add("--json");
        }
        Launch.passing("suite", arguments);
    }

    private static List<String> working() {
        List<String> engines = new ArrayList<>();
        for (String engine : AeadProviders.NAMES) {
            try {
                AeadProviders.select(engine);
                engines.add(engine);
            } catch (NativeIoException e) {
                System.err.println("bench: without " + engine + ": " + e.getMessage());
            }
        }
        return engines;
    }

    private static List<Supplier<Leg>> sentinels(AeadProvider provider) {
        List<Supplier<Leg>> legs = new ArrayList<>(StageLeg.sentinels());
        legs.add(() -> new CryptoStageLeg(provider, 1400));
        for (String size : List.of("64", "1400")) {
            legs.add(() -> PipelineLeg.inline(PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, provider), size));
        }
        return legs;
    }

    private static List<Supplier<Leg>> engine(AeadProvider provider) {
        List<Supplier<Leg>> legs = new ArrayList<>();
        for (EspSuite suite : SUITES) {
            for (int size : List.of(64, 512, 1400)) {
                legs.add(() -> new CipherLeg(provider, suite, size, MicroBenchmark.BURST));
            }
        }
        for (int perCall : List.of(1, 8, 32)) {
            legs.add(() -> new CipherLeg(provider, EspSuite.AES256_GCM16, 64, perCall));
        }
        return legs;
    }

    private static List<Supplier<Leg>> pipeline(AeadProvider provider) {
        List<Supplier<Leg>> legs = new ArrayList<>();
        PairSetup aes = PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, provider);
        for (String size : SIZES) {
            legs.add(() -> PipelineLeg.inline(aes, size));
        }
        for (Codec codec : Codec.values()) {
            PairSetup chacha = PairSetup.inline(codec, EspSuite.CHACHA20_POLY1305, provider);
            for (String size : SIZES) {
                legs.add(() -> PipelineLeg.inline(chacha, size));
            }
        }
        for (int sas : List.of(100, 10_000, 100_000)) {
            legs.add(() -> PipelineLeg.inline(aes.withSas(sas), "64"));
        }
        for (String size : FEW_SIZES) {
            legs.add(() -> PipelineLeg.threaded(aes, RunMode.DIRECT, 1, size));
            legs.add(() -> PipelineLeg.threaded(aes, RunMode.RING, 1, size));
            legs.add(() -> PipelineLeg.threaded(aes, RunMode.RING, 2, size));
        }
        return legs;
    }

    /** One leg after the other: some take much memory. */
    private void measureEach(List<Supplier<Leg>> legs) throws Exception {
        for (Supplier<Leg> leg : legs) {
            measure(QUICK, List.of(leg));
        }
    }

    private void measure(LegTimer timer, List<Supplier<Leg>> suppliers) throws Exception {
        String engine = engineName.equals(AeadProviders.AUTO) && name.equals("stages")
                ? "none"
                : AeadProviders.select(engineName).description();
        List<Leg> legs = new ArrayList<>();
        for (Supplier<Leg> supplier : suppliers) {
            Leg leg = supplier.get();
            if (leg.benches().stream().anyMatch(bench -> bench.contains(only))) {
                legs.add(leg);
            } else {
                leg.close();
            }
        }
        for (Sample sample : timer.measure(legs)) {
            System.out.println(json ? sample.toJson(name, engine) : text(sample));
        }
        System.out.flush();
    }

    private static String text(Sample sample) {
        return "%-18s %9.1f %s  %.2f B  %s"
                .formatted(
                        sample.bench(),
                        sample.value(),
                        sample.unit(),
                        ((Number) sample.exact().getOrDefault("alloc_B", 0)).doubleValue(),
                        new TreeMap<>(sample.params()));
    }
}
