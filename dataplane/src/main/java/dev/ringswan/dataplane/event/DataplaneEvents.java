package dev.ringswan.dataplane.event;

import dev.ringswan.dataplane.ip.Probe;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.dataplane.sa.Sa;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The bounded queue from the packet path to the control thread. A full queue loses the event and counts it: the packet path
 * never waits. What matters is reported again by the next packet (a lifetime, a missing SA, a moved peer); IKE retransmits.
 *
 * <p><em>Threading:</em> the ingress and egress threads of both pipelines write, the control thread polls.
 */
public final class DataplaneEvents {
    /** Longest IKE datagram that is passed on; RFC 7296 §2 asks for 3,000 and certificates need more. */
    public static final int CONTROL_LENGTH_MAX = 16 * 1024;

    /** 64 of the longest datagrams, or thousands of the usual ones. */
    private static final int QUEUE_LENGTH = 1 << 20;

    private static final int SOFT_LIMIT = 1;
    private static final int HARD_LIMIT = 2;
    private static final int ACQUIRE = 3;
    private static final int PEER_MOVED = 4;
    private static final int CONTROL = 5;
    private static final int PROBE_ANSWERED = 6;

    private static final int INBOUND = 0;
    private static final int OUTBOUND = 1;

    // Message bodies: SPI and direction; child index; SPI and socket address; port, socket address and datagram;
    // SPI, target, number and time.
    private static final int HEAD_LENGTH = 8;

    private static final VarHandle LOST;

    static {
        try {
            LOST = MethodHandles.lookup().findVarHandle(DataplaneEvents.class, "lost", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ManyToOneRingBuffer queue = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(QUEUE_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
    private final AtomicBuffer memory = queue.buffer();
    private long lost;

    /** Reports a soft lifetime; false when the queue is full and the caller must try again. */
    public boolean softLimit(Sa sa) {
        return limit(SOFT_LIMIT, sa);
    }

    /** Reports a hard lifetime; false when the queue is full and the caller must try again. */
    public boolean hardLimit(Sa sa) {
        return limit(HARD_LIMIT, sa);
    }

    private boolean limit(int type, Sa sa) {
        int index = claim(type, HEAD_LENGTH);
        if (index <= 0) {
            return false;
        }
        memory.putInt(index, sa.spi());
        memory.putInt(index + 4, sa instanceof InboundSa ? INBOUND : OUTBOUND);
        queue.commit(index);
        return true;
    }

    /** Asks for an outbound SA, once until the slot has one or the control thread gives up. */
    public void acquire(OutboundSlot slot) {
        if (!slot.beginAcquire()) {
            return;
        }
        int index = claim(ACQUIRE, HEAD_LENGTH);
        if (index > 0) {
            memory.putInt(index, slot.index());
            queue.commit(index);
        } else {
            slot.endAcquire();
        }
    }

    /** Reports the source of packet {@code i}, which is authentic and not where its SA's packets came from before. */
    public void peerMoved(InboundSa sa, PacketBurst packets, int i) {
        if (!sa.beginMove()) {
            return;
        }
        int index = claim(PEER_MOVED, HEAD_LENGTH + Endpoint.SOCKADDR_STRIDE);
        if (index > 0) {
            memory.putInt(index, sa.spi());
            putSource(packets, i, index + HEAD_LENGTH);
            queue.commit(index);
        } else {
            sa.endMove();
        }
    }

    /** Reports an answer to a probe, whose ICMP message is at {@code offset}. One that is lost counts as not answered. */
    public void probeAnswered(int spi, PacketBurst packets, int offset, long nowNs) {
        int index = claim(PROBE_ANSWERED, HEAD_LENGTH + Long.BYTES + Integer.BYTES);
        if (index > 0) {
            memory.putInt(index, spi);
            memory.putInt(index + 4, Probe.target(packets, offset));
            memory.putLong(index + 8, nowNs);
            memory.putInt(index + 16, Probe.number(packets, offset));
            queue.commit(index);
        }
    }

    /** Passes an IKE datagram on; false when it is longer than {@link #CONTROL_LENGTH_MAX} or the queue is full. */
    public boolean control(int portIndex, PacketBurst packets, int i, int offset, int length) {
        if (length > CONTROL_LENGTH_MAX) {
            return false;
        }
        int index = claim(CONTROL, HEAD_LENGTH + Endpoint.SOCKADDR_STRIDE + length);
        if (index <= 0) {
            return false;
        }
        memory.putInt(index, portIndex);
        putSource(packets, i, index + HEAD_LENGTH);
        copy(packets, offset, index + HEAD_LENGTH + Endpoint.SOCKADDR_STRIDE, length);
        queue.commit(index);
        return true;
    }

    private int claim(int type, int length) {
        int index = queue.tryClaim(type, length);
        if (index <= 0) {
            long ignored = (long) LOST.getAndAdd(this, 1L);
        }
        return index;
    }

    private void putSource(PacketBurst packets, int i, int index) {
        copy(packets, packets.sourceOffset(i), index, Endpoint.SOCKADDR_STRIDE);
    }

    private void copy(PacketBurst packets, int offset, int index, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            memory.putLong(index + i, packets.getLong(offset + i), ByteOrder.BIG_ENDIAN);
        }
        for (; i < length; i++) {
            memory.putByte(index + i, (byte) packets.getByte(offset + i));
        }
    }

    /** Events that found the queue full. */
    public long lostCount() {
        return (long) LOST.getOpaque(this);
    }

    /**
     * Hands waiting events to the listener. Control thread only.
     *
     * @param limit the most events to hand over
     * @return how many there were
     */
    public int poll(DataplaneListener listener, int limit) {
        MessageHandler handler = (type, buffer, index, length) -> dispatch(listener, type, buffer, index, length);
        int count = queue.read(handler, limit);
        // One read stops at the end of the buffer; what follows lies at its start.
        return count < limit ? count + queue.read(handler, limit - count) : count;
    }

    private static void dispatch(
            DataplaneListener listener, int type, MutableDirectBuffer buffer, int index, int length) {
        int first = buffer.getInt(index);
        switch (type) {
            case SOFT_LIMIT -> listener.onSoftLimit(direction(buffer.getInt(index + 4)), first);
            case HARD_LIMIT -> listener.onHardLimit(direction(buffer.getInt(index + 4)), first);
            case ACQUIRE -> listener.onAcquire(first);
            case PEER_MOVED -> listener.onPeerMoved(first, endpoint(buffer, index + HEAD_LENGTH));
            case PROBE_ANSWERED ->
                listener.onProbeAnswered(
                        first, buffer.getInt(index + 4), buffer.getInt(index + 16), buffer.getLong(index + 8));
            case CONTROL -> {
                int start = HEAD_LENGTH + Endpoint.SOCKADDR_STRIDE;
                byte[] datagram = new byte[length - start];
                buffer.getBytes(index + start, datagram);
                listener.onControlDatagram(first, endpoint(buffer, index + HEAD_LENGTH), datagram);
            }
            default -> throw new IllegalStateException("event of type " + type);
        }
    }

    private static Direction direction(int code) {
        return code == INBOUND ? Direction.INBOUND : Direction.OUTBOUND;
    }

    private static Endpoint endpoint(MutableDirectBuffer buffer, int index) {
        byte[] sockaddr = new byte[Endpoint.SOCKADDR_STRIDE];
        buffer.getBytes(index, sockaddr);
        return Endpoint.ofSockaddr(sockaddr);
    }
}
