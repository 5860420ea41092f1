package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.NativeIoException;

/** What AF_XDP and XDP programs mean by an error number, where that is not what it means elsewhere. */
final class XdpErrors {
    private XdpErrors() {}

    /** The exception for a call that failed. */
    static NativeIoException failure(String action, int errno, String capability) {
        String cure = switch (errno) {
            case Errno.EAFNOSUPPORT, Errno.EPROTONOSUPPORT ->
                "this kernel has no AF_XDP. It needs Linux 5.9 with CONFIG_XDP_SOCKETS=y; without, leave AF_XDP off.";
            case Errno.ENOSYS -> "this kernel has no bpf(2). It needs Linux 5.9; without, leave AF_XDP off.";
            case Errno.EINVAL ->
                "invalid argument. The kernel is older than Linux 5.9, or the interface has no such queue: see"
                        + " `ethtool -l`.";
            case Errno.EBUSY, Errno.EEXIST ->
                "busy. Another XDP program is on this interface, or another AF_XDP socket on this queue: see"
                        + " `ip -d link show`, stop its owner or remove it with `ip link set dev … xdp off`.";
            case Errno.EOPNOTSUPP ->
                "not supported by the driver of this interface. Let mode be 'generic', which works everywhere.";
            case Errno.ERANGE ->
                "the MTU of this interface is too large for XDP in its driver. Lower the MTU (3,500 bytes is enough"
                        + " everywhere), or let mode be 'generic'.";
            case Errno.ENOBUFS, Errno.ENOMEM ->
                "the kernel may not keep as much memory in place. Raise the limit (`ulimit -l`; systemd:"
                        + " LimitMEMLOCK=infinity), or give the process CAP_IPC_LOCK.";
            default -> Errno.cure(errno, capability);
        };
        return new NativeIoException(action, errno, cure);
    }
}
