package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlRequestTest {
    static Stream<ControlRequest> requests() {
        ControlRequest.Target all = new ControlRequest.Target("office", null, 3);
        ControlRequest.Target one = new ControlRequest.Target("of\"fi\nce", "né t", ControlRequest.TIMEOUT_MAX);
        return Stream.of(
                new ControlRequest.Up(all),
                new ControlRequest.Up(one),
                new ControlRequest.Down(all),
                new ControlRequest.Rekey(one, true),
                new ControlRequest.Rekey(all, false),
                new ControlRequest.Status(),
                new ControlRequest.Counters(),
                new ControlRequest.Reload(),
                new ControlRequest.Stop());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void survivesTheWire(ControlRequest request) {
        assertThat(request.toJson()).doesNotContain("\n");
        assertThat(ControlRequest.parse(request.toJson())).isEqualTo(request);
    }
}
