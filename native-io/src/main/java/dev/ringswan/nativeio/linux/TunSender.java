package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortCounters;
import dev.ringswan.nativeio.PortEvent;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** The sending half of a TUN interface: one {@code write} per packet. The interface belongs to its {@link TunPort}. */
final class TunSender implements PacketPort {
    private final MemorySegment transmitErrno = Libc.errnoSegment();
    private final String name;
    private final int mtu;
    private final Descriptor device;
    private final PortCounters counters;

    TunSender(String name, int mtu, Descriptor device, PortCounters counters) {
        this.name = name;
        this.mtu = mtu;
        this.device = device;
        this.counters = counters;
    }

    @Override
    public int receive(PacketBurst burst) {
        burst.count(0);
        return 0;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
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
            } else if (MessageSocket.isBroken(-result)) {
                throw Errno.failure("write to TUN interface " + name, -result, TunPort.CAPABILITY);
            } else if (MessageSocket.isQueueFull(-result)) {
                counters.increment(PortEvent.TRANSMIT_QUEUE_FULL);
                break;
            } else if (result == -Errno.EIO) {
                counters.increment(PortEvent.TRANSMIT_LINK_DOWN);
                break;
            } else {
                counters.increment(PortEvent.TRANSMIT_FAILED); // neither IPv4 nor IPv6, or no packet at all
            }
        }
        return taken;
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
