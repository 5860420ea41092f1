package dev.ringswan.nativeio.linux;

/**
 * How a socket is set up.
 *
 * @param receiveBufferLength bytes that may wait in the kernel for us; it doubles the number to allow for its bookkeeping. More
 *     than the system's limit only with CAP_NET_ADMIN
 * @param sendBufferLength bytes that may wait in the kernel to be sent; likewise
 * @param reusePort whether other sockets of this user may bind to the same endpoint and share its packets
 * @param interfaceIndex the one interface to receive and send by, whatever the routes say; 0 for any
 * @param offload whether a UDP socket moves trains of datagrams of one length in one piece, as far as the kernel can
 */
public record SocketOptions(
        int receiveBufferLength, int sendBufferLength, boolean reusePort, int interfaceIndex, boolean offload) {
    /**
     * 8 MiB, doubled, hold what a few TCP flows have under way with Linux's windows of 6 MiB at most; 4 MiB to send hold about 3,600 packets
     * of 1,400 bytes with their bookkeeping: 5 ms at 8 Gbit/s.
     */
    public static final SocketOptions DEFAULTS = new SocketOptions(8 << 20, 4 << 20, false, 0, false);

    /** Checks that the buffers have lengths. */
    public SocketOptions {
        if (receiveBufferLength < 1 || sendBufferLength < 1) {
            throw new IllegalArgumentException(
                    "socket buffers need at least 1 byte, not " + receiveBufferLength + " and " + sendBufferLength);
        }
    }

    public SocketOptions withReceiveBufferLength(int length) {
        return new SocketOptions(length, sendBufferLength, reusePort, interfaceIndex, offload);
    }

    public SocketOptions withSendBufferLength(int length) {
        return new SocketOptions(receiveBufferLength, length, reusePort, interfaceIndex, offload);
    }

    public SocketOptions withReusePort(boolean reuse) {
        return new SocketOptions(receiveBufferLength, sendBufferLength, reuse, interfaceIndex, offload);
    }

    public SocketOptions withInterface(int index) {
        return new SocketOptions(receiveBufferLength, sendBufferLength, reusePort, index, offload);
    }

    public SocketOptions withOffload(boolean wanted) {
        return new SocketOptions(receiveBufferLength, sendBufferLength, reusePort, interfaceIndex, wanted);
    }

    /** Applies them to a socket that is not bound yet. */
    void apply(Descriptor socket) {
        socket.setBufferLength(LinuxConstants.SO_RCVBUFFORCE, LinuxConstants.SO_RCVBUF, receiveBufferLength);
        socket.setBufferLength(LinuxConstants.SO_SNDBUFFORCE, LinuxConstants.SO_SNDBUF, sendBufferLength);
        if (reusePort) {
            socket.setOption(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_REUSEPORT, 1);
        }
        if (interfaceIndex != 0) {
            socket.setOption(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_BINDTOIFINDEX, interfaceIndex);
        }
    }
}
