package dev.ringswan.bench;

import dev.ringswan.dataplane.ip.Checksum;
import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.nativeio.PacketBurst;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Answers: what do Internet checksums cost: of a header, of a whole packet, and brought up to date after a change? */
@State(Scope.Thread)
public class ChecksumBenchmark extends MicroBenchmark {
    /** Bytes that are summed. */
    @Param({"20", "64", "1400"})
    public int length;

    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private int offset;
    private int timeToLive;

    /** Writes a packet. */
    @Setup
    public void setUp() {
        burst.count(1);
        new TestPackets(PacketBurst.packetLengthMax(PacketBurst.CELL_SIZE_DEFAULT), SEED)
                .write(burst, 0, Math.max(length, TestPackets.LENGTH_MIN), 0);
        offset = burst.offset(0);
    }

    /** The sum over {@code length} bytes. */
    @Benchmark
    public int sum() {
        return Checksum.sum(burst, offset, length);
    }

    /** Another time to live, and the header checksum brought up to date (RFC 1624); independent of the length. */
    @Benchmark
    public int update() {
        IpHeader.timeToLive(burst, offset, ++timeToLive & 0xFF);
        return timeToLive;
    }
}
