package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Request lines under Jazzer. A build runs the inputs in {@code ControlRequestFuzzTestInputs}; a campaign, started with
 * {@code JAZZER_FUZZ=1}, looks for more.
 */
final class ControlRequestFuzzTest {
    @FuzzTest
    void readsLines(byte[] line) {
        ControlRequest request;
        try {
            request = ControlRequest.parse(new String(line, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
            return;
        }
        assertThat(ControlRequest.parse(request.toJson())).isEqualTo(request);
    }
}
