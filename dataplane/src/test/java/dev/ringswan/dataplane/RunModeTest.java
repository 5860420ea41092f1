package dev.ringswan.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RunModeTest {
    @ParameterizedTest
    @EnumSource
    void countsTheAgentsThatThereAre(RunMode mode) {
        DataplaneConfig config = DataplaneConfig.DEFAULT.withMode(mode).withWorkers(3);
        try (Dataplane dataplane = new OneGateway(Engines.fastest(), config).dataplane) {
            assertThat(mode.agentCount(3)).isEqualTo(dataplane.agents().size());
        }
    }

    @Test
    void takesTheRingWhereEachAgentHasAProcessor() {
        assertThat(RunMode.automatic(2, 7)).isEqualTo(RunMode.DIRECT);
        assertThat(RunMode.automatic(2, 8)).isEqualTo(RunMode.RING);
        assertThat(RunMode.automatic(3, 8)).isEqualTo(RunMode.DIRECT);
    }
}
