package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.ringswan.nativeio.OffHeapRegion;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.PortPoller;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;

/** {@code poll(2)} over the descriptors of several ports and one eventfd, which {@link #wakeup} makes readable. */
final class Poller implements PortPoller {
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1L);

    private final Descriptor wakeups = Descriptor.eventCounter();
    private final MemorySegment awaitErrno = Libc.errnoSegment();
    private final MemorySegment wakeupErrno = Libc.errnoSegment(); // shared by wakers, who do not look at it
    private final MemorySegment drained = Arena.ofAuto().allocate(JAVA_LONG);
    private final PollablePort[] ports;
    private final MemorySegment entries;

    Poller(List<PacketPort> packetPorts) {
        ports = new PollablePort[packetPorts.size()];
        for (int i = 0; i < ports.length; i++) {
            if (!(packetPorts.get(i) instanceof PollablePort pollable)) {
                wakeups.close();
                throw new IllegalArgumentException("port " + i + " of the list does not receive from the kernel: "
                        + packetPorts.get(i).getClass().getSimpleName());
            }
            ports[i] = pollable;
        }
        long length = (2L * ports.length + 1L) * SocketLayouts.POLLFD_SIZE;
        entries = Arena.ofAuto().allocate(length, OffHeapRegion.ALIGNMENT);
    }

    @Override
    public boolean await(int timeoutMs) {
        try {
            return poll(timeoutMs);
        } finally {
            Reference.reachabilityFence(this); // the kernel writes to addresses that the collector does not know
        }
    }

    private boolean poll(int timeoutMs) {
        for (int i = 0; i < ports.length; i++) {
            if (ports[i].holdsPackets()) {
                return true;
            }
            entry(2 * i, ports[i].fd()); // −1, a closed port, is passed over by the kernel
            entry(2 * i + 1, ports[i].secondFd());
        }
        int last = 2 * ports.length;
        entry(last, wakeups.fd());
        int result = Libc.poll(awaitErrno, entries.address(), last + 1, timeoutMs);
        if (result == -Errno.EINTR) {
            return true;
        }
        if (result < 0) {
            throw Errno.failure("wait for packets", -result, "CAP_NET_ADMIN");
        }
        long woken = last * (long) SocketLayouts.POLLFD_SIZE + SocketLayouts.POLLFD_RETURNED;
        if (entries.get(JAVA_SHORT, woken) != 0) {
            Libc.read(awaitErrno, wakeups.fd(), drained.address(), Long.BYTES);
        }
        return result > 0;
    }

    private void entry(int index, int fd) {
        long entry = index * (long) SocketLayouts.POLLFD_SIZE;
        entries.set(JAVA_INT, entry + SocketLayouts.POLLFD_FD, fd);
        entries.set(JAVA_SHORT, entry + SocketLayouts.POLLFD_EVENTS, (short) LinuxConstants.POLLIN);
        entries.set(JAVA_SHORT, entry + SocketLayouts.POLLFD_RETURNED, (short) 0);
    }

    @Override
    public void wakeup() {
        Libc.write(wakeupErrno, wakeups.fd(), ONE.address(), Long.BYTES); // fails only when 2^64 wake-ups wait already
    }

    @Override
    public void close() {
        wakeups.close();
    }
}
