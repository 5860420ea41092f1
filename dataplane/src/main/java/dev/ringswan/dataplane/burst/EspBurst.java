package dev.ringswan.dataplane.burst;

import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.nativeio.PacketBurst;
import org.jspecify.annotations.Nullable;

/**
 * One {@link PacketBurst} and, per packet, its SA, its 64-bit sequence number and the length of its inner packet. A packet's
 * verdict is {@link PacketBurst#FORWARD} while it is alive, a {@link DropReason#code()} once it has ended, or one of the
 * ways out below.
 *
 * <p>The first stage that knows SAs writes the SA of every packet, null included, so nothing is left over from an earlier
 * burst.
 *
 * <p><em>Threading:</em> the owner of the ring sequence.
 */
public final class EspBurst {
    /** Verdict: back to where it came from (an ICMP answer made of the packet itself). */
    public static final byte RETURN = -2;
    /** Verdict: out in clear, as policy says. */
    public static final byte BYPASS = -3;
    /** Verdict: the packet goes on in another burst; here it is no more. */
    public static final byte DEFERRED = -4;

    private final PacketBurst packets;
    /** Each an {@link Sa}: storing into an array of an interface type, and casting to one, costs a search among interfaces. */
    private final @Nullable Object[] sas = new @Nullable Object[PacketBurst.CAPACITY];

    private final long[] sequences = new long[PacketBurst.CAPACITY];
    private final int[] innerLengths = new int[PacketBurst.CAPACITY];
    private int portIndex;
    private @Nullable OutboundSlot injectedTo;
    private long nowNs;

    public EspBurst(PacketBurst packets) {
        this.packets = packets;
    }

    public PacketBurst packets() {
        return packets;
    }

    /** Which public port the burst came from. */
    public int portIndex() {
        return portIndex;
    }

    public void portIndex(int portIndex) {
        this.portIndex = portIndex;
    }

    /** The child that all packets of the burst go out by, whatever policy says; null for those that policy is asked about. */
    public @Nullable OutboundSlot injectedTo() {
        return injectedTo;
    }

    public void injectedTo(@Nullable OutboundSlot child) {
        injectedTo = child;
    }

    /** When ingress received the burst, on the injected clock. */
    public long nowNs() {
        return nowNs;
    }

    public void nowNs(long nowNs) {
        this.nowNs = nowNs;
    }

    public boolean isAlive(int index) {
        return packets.verdict(index) == PacketBurst.FORWARD;
    }

    /** Ends a packet. */
    public void drop(int index, DropReason reason) {
        packets.verdict(index, reason.code());
    }

    /** Ends a packet whose content has been decrypted, and wipes that content. */
    public void dropDecrypted(int index, DropReason reason) {
        packets.wipe(packets.offset(index), packets.length(index));
        drop(index, reason);
    }

    /** Ends every packet that is still alive, and wipes it, since it may be decrypted. */
    public void dropAll(DropReason reason) {
        for (int i = 0; i < packets.count(); i++) {
            if (isAlive(i)) {
                dropDecrypted(i, reason);
            }
        }
    }

    /** The SA of a packet, or null when none has been found. */
    public @Nullable Sa sa(int index) {
        Object sa = sas[index];
        return sa instanceof OutboundSa outbound ? outbound : (InboundSa) sa;
    }

    public void sa(int index, @Nullable Sa sa) {
        sas[index] = sa;
    }

    /** The SA of a packet that is alive in an inbound pipeline behind the lookup. */
    public InboundSa inboundSa(int index) {
        InboundSa sa = (InboundSa) sas[index];
        assert sa != null : "a live packet without SA";
        return sa;
    }

    /** The SA of a packet that is alive in an outbound pipeline behind policy. */
    public OutboundSa outboundSa(int index) {
        OutboundSa sa = (OutboundSa) sas[index];
        assert sa != null : "a live packet without SA";
        return sa;
    }

    /** The whole sequence number. */
    public long sequence(int index) {
        return sequences[index];
    }

    public void sequence(int index, long sequence) {
        sequences[index] = sequence;
    }

    /** Bytes of the inner packet. */
    public int innerLength(int index) {
        return innerLengths[index];
    }

    public void innerLength(int index, int length) {
        innerLengths[index] = length;
    }
}
