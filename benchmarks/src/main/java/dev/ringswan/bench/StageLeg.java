package dev.ringswan.bench;

import dev.ringswan.dataplane.burst.EspBurst;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** One stage as a leg. */
final class StageLeg implements Leg {
    private final String bench;
    private final Map<String, String> params;
    private final Runnable release;
    private final Supplier<String> digest;
    private final IntSupplier work;
    /** Means nothing; that it is written keeps the compiler from leaving out the work. */
    @SuppressWarnings("UnusedVariable")
    private int result;

    private StageLeg(
            String bench, Map<String, String> params, Runnable release, Supplier<String> digest, IntSupplier work) {
        this.bench = bench;
        this.params = params;
        this.release = release;
        this.digest = digest;
        this.work = work;
    }

    /** All stages, in the order in which a packet meets them. */
    static List<Supplier<Leg>> all() {
        return List.of(
                () -> policy(16, false),
                () -> policy(1, true),
                () -> policy(16, true),
                () -> policy(256, true),
                () -> policy(4096, true),
                () -> stage("encap", 1, StageFixture::encap),
                () -> checksum(20),
                () -> checksum(1400),
                () -> stage("classify", 1, StageFixture::classify),
                () -> stage("spi-lookup", 1, StageFixture::lookup),
                () -> stage("spi-lookup", 1_000, StageFixture::lookup),
                () -> stage("spi-lookup", 100_000, StageFixture::lookup),
                () -> stage("replay-check", 1, StageFixture::precheck),
                () -> stage("replay-commit", 1, StageFixture::commit),
                () -> stage("decap", 1, StageFixture::decap));
    }

    /** The stages that the gate watches. */
    static List<Supplier<Leg>> sentinels() {
        return List.of(
                () -> policy(256, true),
                () -> stage("encap", 1, StageFixture::encap),
                () -> stage("classify", 1, StageFixture::classify),
                () -> stage("spi-lookup", 1, StageFixture::lookup),
                () -> stage("replay-check", 1, StageFixture::precheck),
                () -> stage("replay-commit", 1, StageFixture::commit),
                () -> stage("decap", 1, StageFixture::decap));
    }

    private interface Step {
        EspBurst run(StageFixture stages);
    }

    private static Leg stage(String name, int sas, Step step) {
        StageFixture stages = new StageFixture(sas);
        return new StageLeg(
                "stage." + name,
                Map.of("sas", String.valueOf(sas)),
                stages::close,
                () -> digest(step.run(stages)),
                () -> step.run(stages).packets().length(0));
    }

    /** A hash of the packets of a burst and of what the stages know of them. */
    static String digest(EspBurst burst) {
        Digest digest = new Digest().add(burst.packets());
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            digest.add(burst.sequence(i)).add(burst.innerLength(i));
        }
        return digest.toString();
    }

    private static Leg policy(int count, boolean lookup) {
        PolicyBenchmark policies = new PolicyBenchmark();
        policies.policyCount = count;
        policies.setUp();
        IntSupplier work = lookup ? policies::parseAndLookup : () -> (int) policies.parse();
        return new StageLeg(
                lookup ? "stage.spd-match" : "stage.parse",
                lookup ? Map.of("policies", String.valueOf(count)) : Map.of(),
                () -> {},
                () -> new Digest().add(work.getAsInt()).toString(),
                work);
    }

    private static Leg checksum(int length) {
        ChecksumBenchmark checksums = new ChecksumBenchmark();
        checksums.length = length;
        checksums.setUp();
        return new StageLeg(
                "stage.checksum",
                Map.of("size", String.valueOf(length)),
                () -> {},
                () -> new Digest().add(checksums.sum()).toString(),
                () -> {
                    int sum = 0;
                    for (int i = 0; i < MicroBenchmark.BURST; i++) {
                        sum += checksums.sum();
                    }
                    return sum;
                });
    }

    @Override
    public List<String> benches() {
        return List.of(bench);
    }

    @Override
    public Map<String, String> params() {
        return params;
    }

    @Override
    public void run(long[] nanos) {
        long start = System.nanoTime();
        result = work.getAsInt();
        nanos[0] += System.nanoTime() - start;
    }

    @Override
    public List<String> digests() {
        return List.of(digest.get());
    }

    @Override
    public void close() {
        release.run();
    }
}
