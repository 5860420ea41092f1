package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a TUN interface: one call per packet, or per super-packet. The interface belongs to its
 * {@link TunPort}.
 */
final class TunSender implements PacketPort {
    private final MemorySegment transmitErrno = Libc.errnoSegment();
    private final String name;
    private final int mtu;
    private final Descriptor device;
    private final PortCounters counters;
    private final @Nullable Coalescer coalescer;

    /** @param coalescer makes super-packets; null where the interface takes single packets without a header in front */
    TunSender(String name, int mtu, Descriptor device, PortCounters counters, @Nullable Coalescer coalescer) {
        this.name = name;
        this.mtu = mtu;
        this.device = device;
        this.counters = counters;
        this.coalescer = coalescer;
    }

    @Override
    public int receive(PacketBurst burst) {
        burst.count(0);
        return 0;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        return coalescer == null ? writePackets(burst, verdict) : writeItems(burst, verdict, coalescer);
    }

    private int writePackets(PacketBurst burst, byte verdict) {
        int count = burst.count();
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (burst.verdict(i) != verdict) {
                continue;
            }
            int result = write(burst, i);
            if (result >= 0) {
                burst.verdict(i, PacketBurst.SENT);
                taken++;
            } else if (isOver(-result)) {
                break;
            }
        }
        return taken;
    }

    private int writeItems(PacketBurst burst, byte verdict, Coalescer items) {
        int itemCount = items.plan(burst, verdict);
        int taken = 0;
        for (int item = 0; item < itemCount; item++) {
            int result = writev(burst, items, item);
            if (result >= 0) {
                markSent(burst, items, item);
                taken += items.packetCount(item);
            } else if (isOver(-result)) {
                break;
            }
        }
        return taken;
    }

    private void markSent(PacketBurst burst, Coalescer items, int item) {
        for (int packet = items.first(item); packet >= 0; packet = items.following(packet)) {
            burst.verdict(packet, PacketBurst.SENT);
        }
        if (items.packetCount(item) > 1) {
            counters.increment(PortEvent.TRANSMIT_SUPER_PACKET);
            counters.add(PortEvent.TRANSMIT_SEGMENT, items.packetCount(item));
        }
    }

    /** Counts the error of a write; returns whether what is behind it need not be tried. */
    private boolean isOver(int errno) {
        if (MessageSocket.isBroken(errno)) {
            throw Errno.failure("write to TUN interface " + name, errno, TunPort.CAPABILITY);
        }
        if (MessageSocket.isQueueFull(errno)) {
            counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
            return true;
        }
        if (errno == Errno.EIO) {
            counters.increment(PortEvent.TRANSMIT_LINK_DOWN);
            return true;
        }
        counters.increment(PortEvent.TRANSMIT_FAILED); // neither IPv4 nor IPv6, or no packet at all
        return false;
    }

    private int writev(PacketBurst burst, Coalescer items, int item) {
        try {
            int pieces = items.gather(burst, item);
            int result;
            do {
                result = Libc.writev(transmitErrno, device.fd(), items.iovecsAddress(), pieces);
            } while (result == -Errno.EINTR);
            return result;
        } finally {
            Reference.reachabilityFence(items); // the kernel reads from addresses that the collector does not know
            Reference.reachabilityFence(burst);
        }
    }

    private int write(PacketBurst burst, int index) {
        try {
            int result;
            do {
                result =
                        Libc.write(transmitErrno, device.fd(), burst.address(burst.offset(index)), burst.length(index));
            } while (result == -Errno.EINTR);
            return result;
        } finally {
            Reference.reachabilityFence(burst); // the kernel reads from addresses that the collector does not know
        }
    }

    @Override
    public int maximumPacketLength() {
        return mtu;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        // The device is the port's.
    }
}
