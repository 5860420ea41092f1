package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.policy.Flow;
import dev.ringswan.dataplane.policy.PolicySnapshot;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a burst's lookups will read into the cache, step by step for all packets: a lookup is a chain of reads that each
 * wait for the one before, but the chains of different packets need not wait for each other. Worth its instructions when many
 * policies take turns.
 */
final class PolicyTouch {
    private final Flow[] flows = new Flow[PacketBurst.CAPACITY];
    private final @Nullable OutboundSlot[] children = new @Nullable OutboundSlot[PacketBurst.CAPACITY];
    /** Means nothing; that it is written keeps the compiler from leaving out the reads. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    PolicyTouch() {
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new Flow();
        }
    }

    void touch(PacketBurst packets, PolicySnapshot<OutboundSlot> policies, boolean portsMatter) {
        int count = 0;
        for (int i = 0; i < packets.count(); i++) {
            if (flows[count].parse(packets, packets.offset(i), packets.length(i), portsMatter)) {
                count++;
            }
        }
        long sum = 0;
        for (int depth = 0; depth < PolicySnapshot.TOUCH_DEPTH; depth++) {
            for (int i = 0; i < count; i++) {
                sum += policies.touch(flows[i], depth);
            }
        }
        for (int i = 0; i < count; i++) {
            int policy = policies.lookup(flows[i]);
            children[i] = policy == PolicySnapshot.NONE ? null : policies.child(policy);
        }
        for (int i = 0; i < count; i++) {
            OutboundSlot child = children[i];
            sum += child == null ? 0 : child.index();
        }
        for (int i = 0; i < count; i++) {
            OutboundSlot child = children[i];
            OutboundSa sa = child == null ? null : child.current();
            sum += sa == null ? 0 : sa.touch(0);
        }
        touched = sum;
    }
}
