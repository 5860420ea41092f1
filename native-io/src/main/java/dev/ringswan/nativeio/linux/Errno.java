package dev.ringswan.nativeio.linux;

import dev.ringswan.nativeio.NativeIoException;
import java.util.Locale;

/** Error numbers of Linux under their C names, and what to do about each. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int EBADFD = 77;
    static final int ENOTSOCK = 88;
    static final int EMSGSIZE = 90;
    static final int ENOPROTOOPT = 92;
    static final int EPROTONOSUPPORT = 93;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETDOWN = 100;
    static final int ENETUNREACH = 101;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;

    private Errno() {}

    /**
     * The exception for a call that failed.
     *
     * @param action what was tried, as in "bind UDP socket to 192.0.2.1:4500"
     * @param capability the capability that the call needs, as in "CAP_NET_RAW"
     */
    static NativeIoException failure(String action, int errno, String capability) {
        return new NativeIoException(action, errno, cure(errno, capability));
    }

    /** Name of the error and what to do, in full sentences. */
    static String cure(int errno, String capability) {
        return switch (errno) {
            case EPERM, EACCES ->
                "not permitted. The process needs " + capability + ": run it as root, or give it the capability"
                        + " (systemd: AmbientCapabilities=" + capability + "; container: --cap-add="
                        + capability.substring("CAP_".length()) + "; file: setcap "
                        + capability.toLowerCase(Locale.ROOT)
                        + "+ep on the java binary).";
            case ENOENT ->
                "no such file or device. If it is /dev/net/tun, load the driver with `modprobe tun`, or make the node with"
                        + " `mkdir -p /dev/net && mknod /dev/net/tun c 10 200` (container: --device /dev/net/tun).";
            case ENODEV, ENXIO ->
                "no such device. The kernel lacks the driver or the interface is gone; for TUN try `modprobe tun`,"
                        + " for an interface see `ip link`.";
            case EBUSY ->
                "device busy. Another process holds this interface name: see `ip tuntap list`, or choose another name.";
            case EINVAL ->
                "invalid argument. The kernel refuses this value: check name, MTU and address against `ip -d link`.";
            case EMFILE, ENFILE -> "too many open files. Raise the limit with `ulimit -n` or LimitNOFILE= in systemd.";
            case ENOMEM, ENOBUFS -> "out of kernel memory. Free memory, or ask for smaller socket buffers.";
            case ENOSYS -> "unknown system call. The kernel is too old or a seccomp filter blocks the call.";
            case EPROTONOSUPPORT, ENOPROTOOPT -> "protocol or option not supported by this kernel.";
            case EAFNOSUPPORT ->
                "address family not supported. IPv6 is switched off: boot without ipv6.disable=1, or use IPv4 addresses only.";
            case EADDRINUSE ->
                "address in use. Another process, often another IKE daemon (charon, pluto, iked), holds the port: find it"
                        + " with `ss -lunp`, stop it, or configure another port.";
            case EADDRNOTAVAIL ->
                "address not available. No interface has it: see `ip address`, and add it or correct the configuration"
                        + " (IPv6: it may still be in duplicate address detection).";
            case ENETUNREACH, EHOSTUNREACH -> "no route to this address. See `ip route get` and add one.";
            case ENETDOWN -> "network down. Bring the interface up with `ip link set up`.";
            case EBADF, EBADFD, ENOTSOCK -> "the port is closed, or its device was removed by someone else.";
            default -> "unexpected; `errno " + errno + "` (package moreutils) names it.";
        };
    }
}
