package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.ringswan.bench.pipeline.Codec;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LegTest {
    private static final LegTimer TINY = new LegTimer(300, 1, 3);
    private static final AeadProvider ENGINE = AeadProviders.select("jdk-intrinsic");

    @Test
    void measuresEveryStageAndAlwaysHashesTheSame() throws Exception {
        assertThat(samples(StageLeg.all(), TINY))
                .extracting(Sample::bench)
                .contains("stage.parse", "stage.spd-match", "stage.encap", "stage.spi-lookup", "stage.decap");
        LegTimer once = new LegTimer(1, 1, 1);
        assertThat(digests(samples(StageLeg.sentinels(), once)))
                .isEqualTo(digests(samples(StageLeg.sentinels(), once)));
    }

    @Test
    void opensWhatTheCryptoStageSealed() throws Exception {
        assertThat(samples(List.of(() -> new CryptoStageLeg(ENGINE, 1400)), TINY))
                .extracting(Sample::bench)
                .containsExactly("stage.seal", "stage.open");
    }

    @Test
    void measuresCiphersOfEachForm() throws Exception {
        List<Supplier<Leg>> legs = new ArrayList<>();
        for (EspSuite suite : List.of(EspSuite.AES256_GCM16, EspSuite.AES256_SHA256)) {
            legs.add(() -> new CipherLeg(ENGINE, suite, 64, 8));
        }
        List<Sample> samples = samples(legs, new LegTimer(1, 1, 2));
        assertThat(samples)
                .extracting(Sample::bench)
                .containsExactly("engine.seal", "engine.open", "engine.seal", "engine.open");
        assertThat(samples)
                .extracting(Sample::value)
                .allSatisfy(value -> assertThat(value).isPositive());
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void takesPacketsOfEachSizeThroughThePipeline(Codec codec) throws Exception {
        PairSetup setup = PairSetup.inline(codec, EspSuite.CHACHA20_POLY1305, AeadProviders.select("jca"))
                .withSas(3);
        for (String size : List.of("64", "1518", "imix")) {
            List<String> first =
                    digests(samples(List.of(() -> PipelineLeg.inline(setup, size)), new LegTimer(1, 1, 1)));
            List<String> again =
                    digests(samples(List.of(() -> PipelineLeg.inline(setup, size)), new LegTimer(1, 1, 1)));
            assertThat(first).hasSize(2).isEqualTo(again).doesNotHaveDuplicates();
        }
    }

    @Test
    void allocatesNothingInThePipeline() throws Exception {
        PairSetup setup = PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, ENGINE);
        assertThat(samples(List.of(() -> PipelineLeg.inline(setup, "64")), TINY))
                .allSatisfy(sample ->
                        assertThat(sample.exact()).containsEntry("alloc_B", 0.0).containsEntry("drops", 0));
    }

    @Test
    void losesNothingOnThreads() throws Exception {
        PairSetup setup = PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, ENGINE);
        for (Supplier<Leg> leg : List.<Supplier<Leg>>of(
                () -> PipelineLeg.threaded(setup, RunMode.DIRECT, 1, "64"),
                () -> PipelineLeg.threaded(setup, RunMode.RING, 2, "1400"))) {
            assertThat(samples(List.of(leg), new LegTimer(20, 5, 2)))
                    .extracting(Sample::bench)
                    .containsExactly("pipeline.outbound");
        }
    }

    @Test
    void refusesASuiteThatWireGuardDoesNotHave() {
        assertThatThrownBy(() -> PairSetup.inline(Codec.WIREGUARD, EspSuite.AES256_GCM16, ENGINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chacha20poly1305");
    }

    @Test
    void refusesUnknownArguments() {
        assertThatThrownBy(() -> new Suite(List.of("fast"))).hasMessageContaining("take gate or quick");
        assertThatThrownBy(() -> new Suite(List.of("gate", "--only"))).hasMessageContaining("--only");
    }

    @Test
    void writesALineThatNamesTheSeries() throws Exception {
        Sample sample = samples(List.of(StageLeg.sentinels().getFirst()), new LegTimer(1, 1, 3))
                .getFirst();
        Map<String, Object> line = JSON.std.mapFrom(sample.toJson("gate", "none"));
        assertThat(line)
                .containsEntry("schema", "perf.sample/1")
                .containsEntry("bench", "stage.spd-match")
                .containsEntry("params", Map.of("policies", "256"))
                .containsEntry("unit", "ns/packet")
                .containsKeys("value", "exact", "environment", "command");
        assertThat((List<?>) line.get("iter")).isNotEmpty();
    }

    @Test
    void marksALegThatWasDisturbed() throws Exception {
        Sample sample = new Sample(
                "stage.encap",
                Map.of(),
                "ns/packet",
                "lower",
                List.of(9.0),
                Map.of(),
                Map.of("valid", false, "why", "noise"));
        assertThat(JSON.std.mapFrom(sample.toJson("gate", "none")))
                .containsEntry("valid", false)
                .containsEntry("why", "noise");
    }

    private static List<Sample> samples(List<Supplier<Leg>> suppliers, LegTimer timer) throws Exception {
        List<Leg> legs = new ArrayList<>();
        suppliers.forEach(supplier -> legs.add(supplier.get()));
        return timer.measure(legs);
    }

    private static List<String> digests(List<Sample> samples) {
        return samples.stream()
                .map(sample -> String.valueOf(sample.exact().get("out_digest")))
                .toList();
    }
}
