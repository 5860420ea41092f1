package dev.ringswan.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.bench.pipeline.Codec;
import dev.ringswan.bench.pipeline.PairSetup;
import dev.ringswan.dataplane.RunMode;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MemoryLoadTest {
    private static final PairSetup SETUP =
            PairSetup.inline(Codec.ESP, EspSuite.AES256_GCM16, AeadProviders.select("jdk-intrinsic"));

    @ParameterizedTest
    @EnumSource(RunMode.class)
    void carriesAModestLoadWithoutLoss(RunMode mode) throws Exception {
        PairSetup setup = SETUP.withSas(3).withMode(mode, 2, 64);
        try (MemoryLoad load = new MemoryLoad(setup, Lengths.of(Lengths.IMIX), 50)) {
            load.run(2_000, 0.2); // the first one compiles
            Trial trial = load.run(2_000, 0.2);
            // Where the machine stalls at the end, what was not sent is lost; what was sent never is.
            assertThat(trial.due()).isBetween(trial.sent(), 400L);
            assertThat(trial.sent()).isPositive();
            assertThat(trial.received()).isEqualTo(trial.sent());
            assertThat(trial.duplicates() + trial.reordered() + trial.foreign()).isZero();
            assertThat(trial.latency().getTotalCount()).isEqualTo(trial.sent());
            assertThat(load.drops()).isEmpty();
        }
    }

    /** No machine makes 100 million packets a second in one thread: what cannot be sent is lost, not left out. */
    @Test
    void countsWhatCannotBeSentAsLost() throws Exception {
        try (MemoryLoad load = new MemoryLoad(SETUP, Lengths.ofFrames("64"), 1)) {
            Trial trial = load.run(1e8, 0.05);
            assertThat(trial.due()).isEqualTo(5_000_000);
            assertThat(trial.sent()).isLessThan(trial.due());
            assertThat(trial.lossRatio()).isBetween(0.3, 1.0);
        }
    }

    @Test
    void tellsLossDuplicatesDisorderAndChangedPacketsApart() {
        Tally tally = new Tally(5, 10);
        Probe probe = new Probe(100);
        int[] order = {0, 1, 3, 2, 3, 4, 5, 8};
        PacketBurst burst = PacketBurst.allocate(512);
        burst.count(order.length + 1);
        for (int i = 0; i < order.length; i++) {
            burst.packet(i, burst.packetOffset(i), 61 + i);
            probe.write(burst, burst.packetOffset(i), 61 + i, Tally.number(5, order[i]), 1_000);
        }
        burst.packet(order.length, burst.packetOffset(order.length), 40);
        probe.write(burst, burst.packetOffset(order.length), 40, Tally.number(4, 9), 0); // of an earlier trial
        burst.putByte(burst.packetOffset(6) + 60, burst.getByte(burst.packetOffset(6) + 60) ^ 4);
        tally.add(burst, 0, 3_000);
        Trial trial = tally.finish(1, 1, 10, 10);
        assertThat(trial.received()).isEqualTo(6);
        assertThat(trial.duplicates()).isEqualTo(1);
        assertThat(trial.reordered()).isEqualTo(1);
        assertThat(trial.foreign()).isEqualTo(1);
        assertThat(trial.lossRatio()).isEqualTo(0.4);
        assertThat(trial.latencyUs()).containsOnlyKeys("max");
        assertThat(trial.latency().getMaxValue()).isEqualTo(2_000);
    }

    @Test
    void packsTheHistogramForOtherTools() throws Exception {
        Tally tally = new Tally(1, 1);
        Probe probe = new Probe(20);
        PacketBurst burst = PacketBurst.allocate(512);
        burst.count(1);
        burst.packet(0, burst.packetOffset(0), 20);
        probe.write(burst, burst.packetOffset(0), 20, Tally.number(1, 0), 0);
        tally.add(burst, 0, 4_000);
        byte[] packed = Base64.getDecoder().decode(tally.finish(1, 1, 1, 1).latencyHistogram());
        assertThat(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(packed), 0)
                        .getTotalCount())
                .isEqualTo(1);
    }

    @Test
    void spreadsPacketsEvenly() {
        Schedule schedule = Schedule.start(1_000_000, 1_000, 2);
        assertThat(schedule.total()).isEqualTo(2_000);
        assertThat(schedule.dueCount(1_000_000)).isEqualTo(1);
        assertThat(schedule.dueCount(1_000_000 + 999_999)).isEqualTo(1);
        assertThat(schedule.dueCount(1_000_000 + 1_000_000)).isEqualTo(2);
        assertThat(schedule.dueCount(Long.MAX_VALUE / 2)).isEqualTo(2_000);
        assertThat(schedule.dueNs(3)).isEqualTo(4_000_000);
        assertThat(schedule.offered(1_999)).isEqualTo(2_000);
        assertThat(Schedule.start(0, 1e6, 1).offered(999_995)).isEqualTo(999_995);
        assertThatThrownBy(() -> Schedule.start(0, 1, 0.5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheMix() {
        Lengths mix = Lengths.of(Lengths.IMIX);
        assertThat(mix.mean() + 18).isBetween(353.0, 354.0);
        assertThat(mix.max()).isEqualTo(1_500);
        assertThat(Lengths.ofFrames("64").of(7)).isEqualTo(46);
    }
}
