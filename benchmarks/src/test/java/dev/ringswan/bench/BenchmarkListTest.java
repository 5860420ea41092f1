package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** JDK 23 and later run only the annotation processors they are told of; otherwise the list is missing and the jar empty. */
final class BenchmarkListTest {
    @Test
    void namesEveryBenchmark() throws Exception {
        try (InputStream list = BenchmarkListTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list)
                    .as("META-INF/BenchmarkList, which JMH's processor writes")
                    .isNotNull();
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            AeadEngineBenchmark.class.getName(),
                            ChecksumBenchmark.class.getName(),
                            MemoryPortBenchmark.class.getName(),
                            PipelineBenchmark.class.getName(),
                            PolicyBenchmark.class.getName(),
                            ReplayWindowBenchmark.class.getName(),
                            StageBenchmark.class.getName());
        }
    }
}
