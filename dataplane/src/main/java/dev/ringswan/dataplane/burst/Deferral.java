package dev.ringswan.dataplane.burst;

import dev.ringswan.nativeio.PacketBurst;

/**
 * Packets that must be fragmented and found no room for their fragments in their burst: they wait here and come again, before
 * anything new is received, in a burst that is at most half full.
 *
 * <p><em>Threading:</em> outbound ingress only.
 */
public final class Deferral implements AutoCloseable {
    /** Half of a burst stays free for fragments; two bursts take whatever one full burst defers. */
    private static final int COUNT_MAX = PacketBurst.CAPACITY / 2;

    /** Entries that are free at least in a burst that has waited: what cannot be fragmented there never will be. */
    public static final int FREE_MIN = PacketBurst.CAPACITY - COUNT_MAX;

    private final PacketBurst[] waiting = new PacketBurst[2];

    /** Makes room for 64 packets in cells of {@code cellSize}. */
    public Deferral(int cellSize) {
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = PacketBurst.allocate(cellSize);
        }
    }

    /** Copies packet {@code i} away; false when there is no room. */
    public boolean defer(PacketBurst packets, int i) {
        for (PacketBurst burst : waiting) {
            if (burst.count() < COUNT_MAX) {
                burst.append(packets, i);
                return true;
            }
        }
        return false;
    }

    /** Moves waiting packets into {@code packets}, which holds nothing; returns how many. */
    public int take(PacketBurst packets) {
        for (PacketBurst burst : waiting) {
            if (burst.count() != 0) {
                packets.count(0);
                packets.exchange(burst);
                return packets.count();
            }
        }
        return 0;
    }

    @Override
    public void close() {
        for (PacketBurst burst : waiting) {
            burst.wipe();
        }
    }
}
