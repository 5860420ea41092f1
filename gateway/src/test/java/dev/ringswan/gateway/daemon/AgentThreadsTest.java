package dev.ringswan.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.RunMode;
import org.junit.jupiter.api.Test;

final class AgentThreadsTest {
    private static final DataplaneConfig DIRECT = DataplaneConfig.DEFAULT.withWorkers(3);
    private static final DataplaneConfig RING = DIRECT.withMode(RunMode.RING);

    @Test
    void saysWhatRunsAndWhy() {
        assertThat(AgentThreads.describe(DIRECT, 4))
                .isEqualTo("mode direct, 2 threads on 4 processors; mode ring would take 10 (gateway.workers = 3)");
        assertThat(AgentThreads.describe(RING, 10)).isEqualTo("mode ring, 10 threads on 10 processors");
        assertThat(AgentThreads.describe(RING, 9))
                .contains("10 threads on 9 processors", "mode direct would be faster");
    }
}
