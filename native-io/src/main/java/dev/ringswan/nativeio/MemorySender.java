package dev.ringswan.nativeio;

import java.lang.foreign.MemorySegment;

/** One sending thread's way into a {@link MemoryPort}'s peer: a queue of its own. */
final class MemorySender implements PacketPort {
    private final BurstQueue outgoing;
    private final MemorySegment sources;
    private final int packetLengthMax;
    private final PortCounters counters = new PortCounters();

    MemorySender(BurstQueue outgoing, MemorySegment sources, int packetLengthMax) {
        this.outgoing = outgoing;
        this.sources = sources;
        this.packetLengthMax = packetLengthMax;
    }

    @Override
    public int receive(PacketBurst burst) {
        burst.count(0);
        return 0;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        PacketBurst free = outgoing.claim();
        if (free == null) {
            counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
            return 0;
        }
        int taken = burst.othersWait(verdict) ? copy(burst, free, verdict) : handOver(burst, free, verdict);
        if (taken > 0) {
            outgoing.publish();
        }
        return taken;
    }

    private int copy(PacketBurst burst, PacketBurst free, byte verdict) {
        int count = burst.count();
        free.count(0);
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) == verdict && burst.length(i) <= packetLengthMax) {
                free.append(burst, i);
                free.dontFragment(free.count() - 1, false);
                burst.verdict(i, PacketBurst.SENT);
            }
        }
        free.sources(sources, free.count());
        return free.count();
    }

    private int handOver(PacketBurst burst, PacketBurst free, byte verdict) {
        int taken = burst.prepareHandOver(free, verdict, packetLengthMax);
        if (taken > 0) {
            burst.sources(sources, taken);
            burst.exchange(free);
        }
        return taken;
    }

    @Override
    public int maximumPacketLength() {
        return packetLengthMax;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        // Nothing of its own.
    }
}
