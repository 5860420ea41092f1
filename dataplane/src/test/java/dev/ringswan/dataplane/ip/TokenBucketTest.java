package dev.ringswan.dataplane.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final long MS = 1_000_000;

    @Test
    void givesDepthAtOnceAndRateAfterwards() {
        for (long startNs : new long[] {0, 5, Long.MAX_VALUE - 3 * MS, -1_000_000 * MS}) {
            TokenBucket bucket = new TokenBucket(100, 3);
            assertThat(taken(bucket, startNs, 10)).as("start %d", startNs).isEqualTo(3);
            assertThat(taken(bucket, startNs + 9 * MS, 10)).isZero();
            assertThat(taken(bucket, startNs + 10 * MS, 10)).isEqualTo(1);
            assertThat(taken(bucket, startNs + 1_000_000 * MS, 10))
                    .as("never more than the depth")
                    .isEqualTo(3);
        }
    }

    @Test
    void givesNothingForTimeThatRunsBackwards() {
        TokenBucket bucket = new TokenBucket(100, 1);
        assertThat(bucket.take(50 * MS)).isTrue();
        assertThat(bucket.take(10 * MS)).isFalse();
        assertThat(bucket.take(20 * MS)).isTrue();
    }

    @Test
    void rejectsRateOfNothing() {
        assertThatThrownBy(() -> new TokenBucket(0, 1)).hasMessageContaining("rate 0");
    }

    private static int taken(TokenBucket bucket, long nowNs, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += bucket.take(nowNs) ? 1 : 0;
        }
        return taken;
    }
}
