package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/**
 * Looks policies and SAs up for a whole burst, level by level.
 *
 * <pre>
 *   packet 0   flow ─▶ bucket ─▶ interval ─▶ record ─▶ child ─▶ SA ─▶ what it refers to ─▶ key
 *   packet 1   flow ─▶ bucket ─▶ interval ─▶ record ─▶ child ─▶ SA ─▶ …
 *     …                  │ all of these reads under way at once
 * </pre>
 *
 * Where many SAs take turns each of these reads misses the caches. A lookup is a chain of them, each waiting for the one before;
 * but the chains of different packets need not wait for each other, and a processor that finds their reads side by side has
 * many under way at once. In return each packet is visited once per level, which is worth it only then.
 */
final class PolicyLookup {
    private final Flow[] flows = new Flow[PacketBurst.CAPACITY];
    private final boolean[] sane = new boolean[PacketBurst.CAPACITY];
    private final int[] places = new int[PacketBurst.CAPACITY];
    private final int[] policies = new int[PacketBurst.CAPACITY];
    private final @Nullable OutboundSa[] sas = new @Nullable OutboundSa[PacketBurst.CAPACITY];
    /** Means nothing; that it is written keeps the compiler from leaving out the reads. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    PolicyLookup() {
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new Flow();
        }
    }

    /** Looks all packets of the burst up. */
    void look(PacketBurst packets, PolicySnapshot<OutboundSlot> snapshot, boolean portsMatter) {
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            sane[i] = flows[i].parse(packets, packets.offset(i), packets.length(i), portsMatter);
        }
        touched = snapshot.lookup(flows, count, policies, places) + findSas(snapshot, count);
    }

    private long findSas(PolicySnapshot<OutboundSlot> snapshot, int count) {
        for (int i = 0; i < count; i++) {
            OutboundSlot child = sane[i] && policies[i] != PolicySnapshot.NONE ? snapshot.child(policies[i]) : null;
            sas[i] = child == null ? null : child.current(flows[i]);
        }
        return Sa.touch(sas, count);
    }

    /** The packet's headers; mean nothing unless {@link #isSane}. */
    Flow flow(int index) {
        return flows[index];
    }

    /** What {@link Flow#parse} said. */
    boolean isSane(int index) {
        return sane[index];
    }

    /** Index of the first policy that matches the packet, or {@link PolicySnapshot#NONE}. */
    int policy(int index) {
        return policies[index];
    }

    /** The SA to send the packet by, if policy protects it and there is one. */
    @Nullable
    OutboundSa sa(int index) {
        return sas[index];
    }
}
