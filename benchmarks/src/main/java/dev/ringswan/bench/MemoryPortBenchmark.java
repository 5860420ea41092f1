package dev.ringswan.bench;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Answers: what does the in-memory twin of a socket cost a packet, when slots change hands and when bytes are copied? */
@State(Scope.Thread)
public class MemoryPortBenchmark extends MicroBenchmark {
    private static final byte OTHER_WAY = -16;

    /** Bytes of a packet. */
    @Param({"64", "1400"})
    public int length;

    private final Endpoint here = Endpoint.of("192.0.2.1", 4500);
    private final Endpoint there = Endpoint.of("192.0.2.2", 4500);
    private final MemoryPort port = MemoryPort.pair(PacketBurst.CELL_SIZE_DEFAULT, 2, here, there);
    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final PacketBurst received = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    /** Fills the burst. */
    @Setup
    public void setUp() {
        layOut();
    }

    private void layOut() {
        burst.count(BURST);
        for (int i = 0; i < BURST; i++) {
            burst.packet(i, burst.packetOffset(i), length);
        }
    }

    /** All packets go: the slot itself changes hands. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int handOver() {
        layOut();
        port.transmit(burst, PacketBurst.FORWARD);
        return checked(port.peer().receive(received), BURST);
    }

    /** One packet goes another way: the others are copied. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int copy() {
        layOut();
        burst.verdict(0, OTHER_WAY);
        port.transmit(burst, PacketBurst.FORWARD);
        return checked(port.peer().receive(received), BURST - 1);
    }

    private static int checked(int count, int expected) {
        if (count != expected) {
            throw new IllegalStateException(count + " packets arrived instead of " + expected);
        }
        return count;
    }
}
