package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResultFileTest {
    private static final String LINE = """
            {"schema":"ringswan.floor/1","benchmark":"floor","engine":"jdk-intrinsic","algorithm":"AES_256_GCM",\
            "size":1400,"direction":"outbound","unit":"ns/packet",\
            "legs":{"engine":[351.2,350,352.0],"pipeline":[384.0,383.1,385.9]},\
            "exact":{"allocated_bytes_per_packet":0.0},"environment":{"cpu":"x","cores":2},"later":[1]}""";

    @Test
    void readsRecordWithDefaults() throws IOException {
        FloorRecord floor = ResultFile.parse(LINE);
        assertThat(floor.series())
                .isEqualTo(new Series("floor", "jdk-intrinsic", "AES_256_GCM", "outbound", 1400, 1, 64));
        assertThat(floor.median("engine")).isEqualTo(351.2);
        assertThat(floor.median("pipeline")).isEqualTo(384.0);
        assertThat(floor.exact()).containsEntry("allocated_bytes_per_packet", 0.0);
        assertThat(floor.environment()).containsEntry("cores", "2");
        assertThat(floor.valid()).isTrue();
        assertThat(floor.failure()).isNull();
    }

    @Test
    void readsWhatWentWrong() throws IOException {
        FloorRecord floor = ResultFile.parse(LINE.replace("\"later\":[1]", "\"valid\":false,\"failed\":\"lost one\""));
        assertThat(floor.valid()).isFalse();
        assertThat(floor.failure()).isEqualTo("lost one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "floor/1 | floor/2 | schema",
                "ns/packet | Mpps | unit",
                "\"size\":1400 | \"size\":-1 | size",
                "\"size\":1400 | \"sizes\":1400 | size",
                "[351.2,350,352.0] | [351.2] | same number of samples",
                "[351.2,350,352.0] | [] | legs.engine",
                "[351.2,350,352.0] | [0,1,2] | times are positive",
                "[351.2,350,352.0] | [\"1\",1,2] | legs.engine",
                "\"environment\" | \"surroundings\" | environment",
                "\"outbound\" | 7 | direction",
            })
    void refusesWhatDoesNotFollowTheFormat(String good, String bad, String named) {
        assertThat(LINE).contains(good);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResultFile.parse(LINE.replace(good, bad)))
                .withMessageContaining(named);
    }

    @Test
    void namesFileAndLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.jsonl"), LINE + "\n\n{\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResultFile.read(file))
                .withMessageStartingWith(file + ":3: ");
    }
}
