package dev.ringswan.bench;

import dev.ringswan.dataplane.esp.ReplayWindow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Answers: what does replay protection cost a packet, in order and in disorder, and does the length of the window matter? */
@State(Scope.Thread)
public class ReplayWindowBenchmark extends MicroBenchmark {
    /** How far packets of a burst are shuffled. */
    private static final int DISORDER_MASK = 15;

    /** Length of the window. */
    @Param({"64", "1024", "65536"})
    public int length;

    private ReplayWindow window = new ReplayWindow(ReplayWindow.LENGTH_DEFAULT);
    private long sequence;

    /** Starts with an empty window. */
    @Setup
    public void setUp() {
        window = new ReplayWindow(length);
        sequence = 0;
    }

    /** Sequence numbers one after the other: check, then commit. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int inOrder() {
        int accepted = 0;
        for (int i = 0; i < BURST; i++) {
            sequence++;
            accepted += window.mayAccept(sequence) && window.commit(sequence) ? 1 : 0;
        }
        return checked(accepted, BURST);
    }

    /** Each 16 sequence numbers backwards. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int inDisorder() {
        int accepted = 0;
        for (int i = 0; i < BURST; i++) {
            long shuffled = sequence + 1 + (i ^ DISORDER_MASK);
            accepted += window.mayAccept(shuffled) && window.commit(shuffled) ? 1 : 0;
        }
        sequence += BURST;
        return checked(accepted, BURST);
    }

    /** A replayed burst, turned away by the check before cryptography. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int replayed() {
        if (sequence == 0) {
            inOrder();
        }
        int accepted = 0;
        for (int i = 0; i < BURST; i++) {
            accepted += window.mayAccept(sequence - i) ? 1 : 0;
        }
        return checked(accepted, 0);
    }

    private static int checked(int accepted, int expected) {
        if (accepted != expected) {
            throw new IllegalStateException("accepted " + accepted + " numbers instead of " + expected);
        }
        return accepted;
    }
}
