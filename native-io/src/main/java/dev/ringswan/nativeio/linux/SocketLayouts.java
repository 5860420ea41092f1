package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * The structures that this package shares with the kernel, on 64-bit Linux. Layouts and members have their C names; members
 * without a name are padding. {@code SocketLayoutsTest} compares all sizes and offsets with a C compiler.
 */
final class SocketLayouts {
    static final StructLayout IOVEC = struct("iovec", JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"));

    static final StructLayout MSGHDR = struct(
            "msghdr",
            JAVA_LONG.withName("msg_name"),
            JAVA_INT.withName("msg_namelen"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("msg_iov"),
            JAVA_LONG.withName("msg_iovlen"),
            JAVA_LONG.withName("msg_control"),
            JAVA_LONG.withName("msg_controllen"),
            JAVA_INT.withName("msg_flags"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout MMSGHDR =
            struct("mmsghdr", MSGHDR.withName("msg_hdr"), JAVA_INT.withName("msg_len"), MemoryLayout.paddingLayout(4));

    static final StructLayout CMSGHDR = struct(
            "cmsghdr", JAVA_LONG.withName("cmsg_len"), JAVA_INT.withName("cmsg_level"), JAVA_INT.withName("cmsg_type"));

    static final StructLayout SOCKADDR_IN = struct(
            "sockaddr_in",
            JAVA_SHORT.withName("sin_family"),
            JAVA_SHORT.withName("sin_port"),
            JAVA_INT.withName("sin_addr"),
            MemoryLayout.paddingLayout(8));

    static final StructLayout SOCKADDR_IN6 = struct(
            "sockaddr_in6",
            JAVA_SHORT.withName("sin6_family"),
            JAVA_SHORT.withName("sin6_port"),
            JAVA_INT.withName("sin6_flowinfo"),
            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
            JAVA_INT.withName("sin6_scope_id"));

    /** Of the union, {@code ifr_flags} overlays the first half of {@code ifr_mtu} and {@code ifr_qlen}. */
    static final StructLayout IFREQ = struct(
            "ifreq",
            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ifr_name"),
            MemoryLayout.unionLayout(
                    JAVA_SHORT.withName("ifr_flags"),
                    JAVA_INT.withName("ifr_mtu"),
                    JAVA_INT.withName("ifr_qlen"),
                    MemoryLayout.sequenceLayout(3, JAVA_LONG)));

    static final StructLayout POLLFD =
            struct("pollfd", JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    /** Stands in front of every packet of a TUN interface with offloads; in the byte order of the machine. */
    static final StructLayout VIRTIO_NET_HDR = struct(
            "virtio_net_hdr",
            JAVA_BYTE.withName("flags"),
            JAVA_BYTE.withName("gso_type"),
            JAVA_SHORT.withName("hdr_len"),
            JAVA_SHORT.withName("gso_size"),
            JAVA_SHORT.withName("csum_start"),
            JAVA_SHORT.withName("csum_offset"));

    static final List<StructLayout> ALL =
            List.of(IOVEC, MSGHDR, MMSGHDR, CMSGHDR, SOCKADDR_IN, SOCKADDR_IN6, IFREQ, POLLFD, VIRTIO_NET_HDR);

    static final int IOVEC_SIZE = size(IOVEC);
    static final int IOVEC_BASE = offset(IOVEC, "iov_base");
    static final int IOVEC_LENGTH = offset(IOVEC, "iov_len");

    static final int MMSGHDR_SIZE = size(MMSGHDR);
    static final int MMSGHDR_NAME = offset(MSGHDR, "msg_name");
    static final int MMSGHDR_NAME_LENGTH = offset(MSGHDR, "msg_namelen");
    static final int MMSGHDR_IOVECS = offset(MSGHDR, "msg_iov");
    static final int MMSGHDR_IOVEC_COUNT = offset(MSGHDR, "msg_iovlen");
    static final int MMSGHDR_CONTROL = offset(MSGHDR, "msg_control");
    static final int MMSGHDR_CONTROL_LENGTH = offset(MSGHDR, "msg_controllen");
    static final int MMSGHDR_FLAGS = offset(MSGHDR, "msg_flags");
    static final int MMSGHDR_LENGTH = offset(MMSGHDR, "msg_len");

    static final int CMSGHDR_SIZE = size(CMSGHDR);
    static final int CMSGHDR_LENGTH = offset(CMSGHDR, "cmsg_len");
    static final int CMSGHDR_LEVEL = offset(CMSGHDR, "cmsg_level");
    static final int CMSGHDR_TYPE = offset(CMSGHDR, "cmsg_type");

    static final int SOCKADDR_FAMILY = offset(SOCKADDR_IN, "sin_family");
    static final int SOCKADDR_PORT = offset(SOCKADDR_IN, "sin_port");
    static final int SOCKADDR_IN_SIZE = size(SOCKADDR_IN);
    static final int SOCKADDR_IN_ADDRESS = offset(SOCKADDR_IN, "sin_addr");
    static final int SOCKADDR_IN6_SIZE = size(SOCKADDR_IN6);
    static final int SOCKADDR_IN6_ADDRESS = offset(SOCKADDR_IN6, "sin6_addr");

    static final int IFREQ_VALUE = 16;

    static final int POLLFD_SIZE = size(POLLFD);
    static final int POLLFD_FD = offset(POLLFD, "fd");
    static final int POLLFD_EVENTS = offset(POLLFD, "events");
    static final int POLLFD_RETURNED = offset(POLLFD, "revents");

    static final int VIRTIO_SIZE = size(VIRTIO_NET_HDR);
    static final int VIRTIO_FLAGS = offset(VIRTIO_NET_HDR, "flags");
    static final int VIRTIO_GSO_TYPE = offset(VIRTIO_NET_HDR, "gso_type");
    static final int VIRTIO_HEADER_LENGTH = offset(VIRTIO_NET_HDR, "hdr_len");
    static final int VIRTIO_GSO_SIZE = offset(VIRTIO_NET_HDR, "gso_size");
    static final int VIRTIO_CHECKSUM_START = offset(VIRTIO_NET_HDR, "csum_start");
    static final int VIRTIO_CHECKSUM_OFFSET = offset(VIRTIO_NET_HDR, "csum_offset");

    private SocketLayouts() {}

    private static StructLayout struct(String name, MemoryLayout... members) {
        return MemoryLayout.structLayout(members).withName(name);
    }

    private static int size(MemoryLayout layout) {
        return (int) layout.byteSize();
    }

    private static int offset(StructLayout layout, String member) {
        return (int) layout.byteOffset(PathElement.groupElement(member));
    }
}
