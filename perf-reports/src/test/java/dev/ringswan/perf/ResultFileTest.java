package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ResultFileTest {
    private static final String SAMPLE =
            "{'schema':'perf.sample/1','bench':'stage.encap','params':{'size':'64'},'unit':'ns/packet',"
                    + "'value':12.5,'iter':[12,12.5,13],'exact':{'alloc_B':0,'out_digest':'ab'},'environment':{'cores':'2'},"
                    + "'leg':'candidate','pair':7,'build':{'commit':'1e58'},'unknown':[1]}";
    private static final String FLOOR =
            "{'schema':'ringswan.floor/1','benchmark':'floor','engine':'jca','algorithm':'AES_256_GCM',"
                    + "'size':64,'direction':'inbound','unit':'ns/packet','legs':{'engine':[1,2,3],'pipeline':[5,4,9],'twin':[1,1,1]},"
                    + "'exact':{'allocated_bytes_per_packet':0.5,'drops':0},'environment':{'cores':2},'commit':'1e58'}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    @Test
    void readsSampleAndKeepsWhatItDoesNotKnow() throws IOException {
        Sample sample = parse(SAMPLE).getFirst();
        assertThat(sample.series()).hasToString("stage.encap size=64");
        assertThat(sample.leg()).isEqualTo("candidate");
        assertThat(sample.pair()).isEqualTo(7);
        assertThat(sample.higherIsBetter()).isFalse();
        assertThat(sample.counts()).containsExactly(Map.entry("alloc_B", 0.0));
        assertThat(sample.digests()).containsExactly(Map.entry("out_digest", "ab"));
        assertThat(sample.commit()).isEqualTo("1e58");
        assertThat(sample.valid()).isTrue();
        Path file = directory.resolve("copy.jsonl");
        ResultFile.append(file, List.of(sample.fields()));
        ResultFile.append(file, List.of(sample.fields()));
        assertThat(ResultFile.read(file))
                .hasSize(2)
                .allSatisfy(copy -> assertThat(copy.fields()).isEqualTo(sample.fields()));
    }

    @Test
    void readsTrial() throws IOException {
        Sample trial = parse(SAMPLE.replace("sample/1", "trial/1")
                        .replace("'pair':7", "'round':3,'role':'peer','lat_us':{'50':41.5,'max':99}"))
                .getFirst();
        assertThat(trial.pair()).isEqualTo(3);
        assertThat(trial.role()).isEqualTo(Sample.Role.PEER);
        assertThat(trial.latencyUs()).containsEntry("50", 41.5).containsEntry("max", 99.0);
    }

    @Test
    void readsFloorAsOneSampleEachLeg() throws IOException {
        List<Sample> samples = parse(FLOOR);
        assertThat(samples)
                .extracting(sample -> sample.series().bench())
                .containsExactly("engine.inbound", "pipeline.inbound", "twin.inbound");
        assertThat(samples.get(1).value()).isEqualTo(5);
        assertThat(samples.get(1).counts()).containsEntry("alloc_B", 0.5).containsEntry("drops", 0.0);
        assertThat(samples.get(0).counts()).isEmpty();
        assertThat(samples.get(1).series().params()).containsEntry("size", "64").containsEntry("engine", "jca");
        assertThat(samples.get(2).role()).isEqualTo(Sample.Role.LIMIT);
    }

    @Test
    void readsJmhWithOneSampleEachFork() throws IOException {
        Path file = Files.writeString(
                directory.resolve("jmh.json"),
                json("[{'benchmark':'a.b.FooBarBenchmark.encap','mode':'avgt','params':{'size':'64'},'vmVersion':'25',"
                        + "'jvmArgs':['-Xmx1g','-Dx=y'],'primaryMetric':{'scoreUnit':'ns/op','rawData':[[3,1,2],[5,4,6]]},"
                        + "'secondaryMetrics':{'gc.alloc.rate.norm':{'score':16.0}}}]"));
        List<Sample> samples = ResultFile.read(file);
        assertThat(samples).extracting(Sample::value).containsExactly(2.0, 5.0);
        assertThat(samples.getFirst().series()).hasToString("foo-bar.encap size=64");
        assertThat(samples.getFirst().counts()).containsEntry("alloc_B", 16.0);
        assertThat(samples.getFirst().environment()).containsEntry("flags", "-Xmx1g");
    }

    @Test
    void skipsLinesThatSumUp() throws IOException {
        assertThat(parse("{'schema':'ringswan.targets/1','met':true}")).isEmpty();
        assertThat(parse("{'schema':'perf.machine/1','fp_hw':'h:1'}")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesFileLineAndField(String good, String bad, String message) throws IOException {
        assertThat(SAMPLE).contains(good);
        Path file = Files.writeString(
                directory.resolve("bad.jsonl"), json(SAMPLE + "\n\n" + SAMPLE.replace(good, bad) + "\n"));
        assertThatThrownBy(() -> ResultFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.jsonl:3: ")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("'stage.encap'", "'Stage encap'", "bench must be a dotted name"),
                Arguments.of("'value':12.5", "'value':0", "value holds 0, but must be positive"),
                Arguments.of("'value':12.5", "'valve':12.5", "value must be a finite number, not null"),
                Arguments.of("'iter':[12,12.5,13]", "'iter':[]", "iter must be a list of 1 to 1000 numbers"),
                Arguments.of("'alloc_B':0", "'alloc_B':[]", "exact.alloc_B must be a finite number"),
                Arguments.of("'leg':'candidate'", "'leg':'left'", "leg must be base or candidate"),
                Arguments.of("'pair':7", "'pair':-1", "pair must be a number from 1"),
                Arguments.of("'pair':7", "'role':'judge'", "role must be subject, peer or limit"),
                Arguments.of("'pair':7", "'better':'more'", "better must be lower or higher"),
                Arguments.of("'unit':'ns/packet'", "'unit':5", "unit must be a text, not 5"),
                Arguments.of("'params':{'size':'64'}", "'params':[]", "params must be an object"),
                Arguments.of("perf.sample/1", "perf.sample/2", "this version reads perf.sample/1"));
    }

    private static List<Sample> parse(String line) throws IOException {
        return ResultFile.parse(json(line));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
