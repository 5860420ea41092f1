package dev.ringswan.nativeio.linux;

/**
 * How a socket is set up.
 *
 * @param receiveBufferLength bytes that the kernel may hold for us, bookkeeping included; beyond the system's limit only with
 *     CAP_NET_ADMIN
 * @param sendBufferLength bytes that may wait in the kernel to be sent; likewise
 * @param reusePort whether other sockets of this user may bind to the same endpoint and share its packets
 */
public record SocketOptions(int receiveBufferLength, int sendBufferLength, boolean reusePort) {
    /** 4 MiB is 5 ms of 1,400-byte packets at 3 Gbit/s, with the kernel's bookkeeping of about half. */
    public static final SocketOptions DEFAULTS = new SocketOptions(4 << 20, 4 << 20, false);

    /** Checks that the buffers have lengths. */
    public SocketOptions {
        if (receiveBufferLength < 1 || sendBufferLength < 1) {
            throw new IllegalArgumentException(
                    "socket buffers need at least 1 byte, not " + receiveBufferLength + " and " + sendBufferLength);
        }
    }

    public SocketOptions withReceiveBufferLength(int length) {
        return new SocketOptions(length, sendBufferLength, reusePort);
    }

    public SocketOptions withSendBufferLength(int length) {
        return new SocketOptions(receiveBufferLength, length, reusePort);
    }

    public SocketOptions withReusePort(boolean reuse) {
        return new SocketOptions(receiveBufferLength, sendBufferLength, reuse);
    }

    /** Applies them to a socket that is not bound yet. */
    void apply(Descriptor socket) {
        socket.setBufferLength(LinuxConstants.SO_RCVBUFFORCE, LinuxConstants.SO_RCVBUF, receiveBufferLength);
        socket.setBufferLength(LinuxConstants.SO_SNDBUFFORCE, LinuxConstants.SO_SNDBUF, sendBufferLength);
        if (reusePort) {
            socket.setOption(LinuxConstants.SOL_SOCKET, LinuxConstants.SO_REUSEPORT, 1);
        }
    }
}
