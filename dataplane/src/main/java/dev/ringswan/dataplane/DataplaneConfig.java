package dev.ringswan.dataplane;

import dev.ringswan.nativeio.PacketBurst;
import java.net.Inet4Address;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * Limits and mode of a data plane. Immutable; {@link #DEFAULT} and the {@code with…} methods make variants.
 *
 * @param mode how the stages are spread over agents
 * @param workerCount crypto workers per direction; only {@link RunMode#RING} uses more than one
 * @param ringLength bursts per direction in flight, a power of two; only RING uses more than one
 * @param cellSize bytes per packet with headroom and tailroom, a multiple of 64
 * @param saCapacity slots of the inbound SA table, a power of two
 * @param clampMss whether TCP's maximum segment size is lowered to what the SA carries in one piece
 * @param icmpSource4 source of ICMP answers; null makes none for IPv4
 * @param icmpSource6 source of ICMPv6 answers; null makes none for IPv6
 */
public record DataplaneConfig(
        RunMode mode,
        int workerCount,
        int ringLength,
        int cellSize,
        int saCapacity,
        boolean clampMss,
        @Nullable Inet4Address icmpSource4,
        @Nullable Inet6Address icmpSource6) {
    /** The most workers of one direction. */
    public static final int WORKER_COUNT_MAX = 64;
    /** The longest ring, in bursts. */
    public static final int RING_LENGTH_MAX = 1024;

    /**
     * DIRECT, 2 workers should it become RING, 16 bursts (of 64 cells of 2,112 bytes: 2.6 MB per direction with their tables), 4,096 SAs, MSS
     * clamping, no ICMP source.
     */
    public static final DataplaneConfig DEFAULT =
            new DataplaneConfig(RunMode.DIRECT, 2, 16, PacketBurst.CELL_SIZE_DEFAULT, 4096, true, null, null);

    public DataplaneConfig {
        if (workerCount < 1 || workerCount > WORKER_COUNT_MAX) {
            throw new IllegalArgumentException(workerCount + " workers: 1 to " + WORKER_COUNT_MAX + " are possible");
        }
        if (ringLength < 2 || ringLength > RING_LENGTH_MAX || Integer.bitCount(ringLength) != 1) {
            throw new IllegalArgumentException(
                    "a ring of " + ringLength + " bursts: a power of two from 2 to " + RING_LENGTH_MAX + " is needed");
        }
    }

    public DataplaneConfig withMode(RunMode newMode) {
        return new DataplaneConfig(
                newMode, workerCount, ringLength, cellSize, saCapacity, clampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withWorkers(int newWorkerCount) {
        return new DataplaneConfig(
                mode, newWorkerCount, ringLength, cellSize, saCapacity, clampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withRingLength(int newRingLength) {
        return new DataplaneConfig(
                mode, workerCount, newRingLength, cellSize, saCapacity, clampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withCellSize(int newCellSize) {
        return new DataplaneConfig(
                mode, workerCount, ringLength, newCellSize, saCapacity, clampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withSaCapacity(int newSaCapacity) {
        return new DataplaneConfig(
                mode, workerCount, ringLength, cellSize, newSaCapacity, clampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withClampMss(boolean newClampMss) {
        return new DataplaneConfig(
                mode, workerCount, ringLength, cellSize, saCapacity, newClampMss, icmpSource4, icmpSource6);
    }

    public DataplaneConfig withIcmpSources(@Nullable Inet4Address newSource4, @Nullable Inet6Address newSource6) {
        return new DataplaneConfig(
                mode, workerCount, ringLength, cellSize, saCapacity, clampMss, newSource4, newSource6);
    }
}
