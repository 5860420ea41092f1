package dev.ringswan.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsSummary() throws IOException {
        assertThat(run("summary", file("a", 100, 12).toString())).isZero();
        assertThat(out.toString())
                .contains("engine 100.0, pipeline 130.0")
                .contains("30.0 ns [30.0, 30.0]")
                .contains("allocated_bytes_per_packet 0.0");
    }

    @Test
    void exitsWithZeroWhenNothingChanged() throws IOException {
        assertThat(run(
                        "compare",
                        file("a", 100, 12).toString(),
                        file("b", 100, 12).toString()))
                .isZero();
        assertThat(out.toString()).endsWith("\npass\n");
    }

    @Test
    void exitsWithThreeWhenSlower() throws IOException {
        assertThat(run(
                        "compare",
                        file("a", 100, 12).toString(),
                        file("b", 110, 12).toString()))
                .isEqualTo(3);
        assertThat(out.toString()).endsWith("\nregressed\n").contains("gain -9.1 %");
    }

    @Test
    void exitsWithFourWhenThereAreTooFewLaunches() throws IOException {
        assertThat(run(
                        "compare",
                        file("a", 100, 3).toString(),
                        file("b", 110, 3).toString()))
                .isEqualTo(4);
    }

    @Test
    void exitsWithTwoWhenAskedWrongly() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run("compare", file("a", 100, 1).toString())).isEqualTo(2);
        assertThat(run("summary", directory.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no such file");
        assertThat(run(
                        "compare",
                        "--alpha",
                        "2",
                        file("a", 1, 1).toString(),
                        file("b", 1, 1).toString()))
                .isEqualTo(2);
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private Path file(String name, double ns, int launches) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "{\"schema\":\"ringswan.floor/1\",\"benchmark\":\"floor\",\"engine\":\"jca\",\"algorithm\":\"AES_256_GCM\","
                        + "\"size\":64,\"direction\":\"inbound\",\"unit\":\"ns/packet\",\"legs\":{\"engine\":[%1$s,%1$s,%1$s,"
                        + "%1$s,%1$s,%1$s],\"pipeline\":[%2$s,%2$s,%2$s,%2$s,%2$s,%2$s]},\"environment\":{},"
                        + "\"exact\":{\"allocated_bytes_per_packet\":0.0}}%n",
                ns,
                ns + 30);
        return Files.writeString(directory.resolve(name), line.repeat(launches));
    }
}
