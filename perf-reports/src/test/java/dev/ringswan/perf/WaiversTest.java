package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WaiversTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final List<Row> slower = new Comparison(Margin.SENTINEL, 0.05)
            .rows(TestSamples.launches(12, 100, 1), TestSamples.launches(12, 107, 2));

    @Test
    void waivesLossUpToWhatWasAgreed() throws Exception {
        assertThat(slower.getFirst().verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(read("# agreed\n\npipeline.* time 8% 2026-11-24 a wider window\n")
                        .apply(slower)
                        .getFirst())
                .satisfies(row -> assertThat(row.verdict()).isEqualTo(Verdict.WAIVED))
                .satisfies(row -> assertThat(row.detail()).endsWith("waived: a wider window"));
        assertThat(read("pipeline.* time 6% 2026-11-24 too little\n")
                        .apply(slower)
                        .getFirst()
                        .verdict())
                .isEqualTo(Verdict.REGRESSED);
        assertThat(read("stage.* time 8% 2026-11-24 something else\n")
                        .apply(slower)
                        .getFirst()
                        .verdict())
                .isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void waivesCounts() throws Exception {
        Row allocates = Row.other(TestSamples.PIPELINE, "alloc_B", Verdict.REGRESSED, "0 -> 16");
        assertThat(read("*inbound* alloc_B 16 2027-01-01 boxes\n")
                        .apply(List.of(allocates))
                        .getFirst()
                        .verdict())
                .isEqualTo(Verdict.WAIVED);
        assertThat(read("*inbound* alloc_B 8 2027-01-01 boxes\n")
                        .apply(List.of(allocates))
                        .getFirst()
                        .verdict())
                .isEqualTo(Verdict.REGRESSED);
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline.* time 8% 2026-11-23 late, expired on 2026-11-23",
        "pipeline.* time 8% tomorrow soon, the last day is written as",
        "pipeline.* time 8 2027-01-01 no percent, the allowed loss is a percentage",
        "pipeline.* alloc_B 8% 2027-01-01 percent, the allowed loss is a percentage",
        "pipeline.* time 8% 2027-01-01, a waiver has five fields"
    })
    void refusesWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> read("# first\n" + line + "\n"))
                .isInstanceOf(WaiverException.class)
                .hasMessageContaining(":2: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNotUsed() throws Exception {
        read("pipeline.* time 8% 2027-01-01 used\n").expectAllUsed(slower);
        assertThatThrownBy(() -> read("stage.* time 8% 2027-01-01 gone\n").expectAllUsed(slower))
                .isInstanceOf(WaiverException.class)
                .hasMessageContaining("stage.* time; remove it");
    }

    private Waivers read(String text) throws IOException, WaiverException {
        return Waivers.read(Files.writeString(directory.resolve("perf-waivers"), text), TODAY);
    }
}
