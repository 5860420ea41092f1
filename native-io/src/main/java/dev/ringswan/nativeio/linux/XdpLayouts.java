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
 * The structures of AF_XDP, bpf(2) and rtnetlink, on 64-bit Linux, as {@link SocketLayouts} has those of sockets. The variants
 * of {@code union bpf_attr} have no names in C: ours start with {@code bpf_attr_}, and only their offsets are compared.
 */
final class XdpLayouts {
    static final StructLayout SOCKADDR_XDP = struct(
            "sockaddr_xdp",
            JAVA_SHORT.withName("sxdp_family"),
            JAVA_SHORT.withName("sxdp_flags"),
            JAVA_INT.withName("sxdp_ifindex"),
            JAVA_INT.withName("sxdp_queue_id"),
            JAVA_INT.withName("sxdp_shared_umem_fd"));

    static final StructLayout XDP_UMEM_REG = struct(
            "xdp_umem_reg",
            JAVA_LONG.withName("addr"),
            JAVA_LONG.withName("len"),
            JAVA_INT.withName("chunk_size"),
            JAVA_INT.withName("headroom"),
            JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout XDP_RING_OFFSET = struct(
            "xdp_ring_offset",
            JAVA_LONG.withName("producer"),
            JAVA_LONG.withName("consumer"),
            JAVA_LONG.withName("desc"),
            JAVA_LONG.withName("flags"));

    static final StructLayout XDP_MMAP_OFFSETS = struct(
            "xdp_mmap_offsets",
            XDP_RING_OFFSET.withName("rx"),
            XDP_RING_OFFSET.withName("tx"),
            XDP_RING_OFFSET.withName("fr"),
            XDP_RING_OFFSET.withName("cr"));

    static final StructLayout XDP_DESC =
            struct("xdp_desc", JAVA_LONG.withName("addr"), JAVA_INT.withName("len"), JAVA_INT.withName("options"));

    static final StructLayout XDP_STATISTICS = struct(
            "xdp_statistics",
            JAVA_LONG.withName("rx_dropped"),
            JAVA_LONG.withName("rx_invalid_descs"),
            JAVA_LONG.withName("tx_invalid_descs"),
            JAVA_LONG.withName("rx_ring_full"),
            JAVA_LONG.withName("rx_fill_ring_empty_descs"),
            JAVA_LONG.withName("tx_ring_empty_descs"));

    static final StructLayout NLMSGHDR = struct(
            "nlmsghdr",
            JAVA_INT.withName("nlmsg_len"),
            JAVA_SHORT.withName("nlmsg_type"),
            JAVA_SHORT.withName("nlmsg_flags"),
            JAVA_INT.withName("nlmsg_seq"),
            JAVA_INT.withName("nlmsg_pid"));

    static final StructLayout RTMSG = struct(
            "rtmsg",
            JAVA_BYTE.withName("rtm_family"),
            JAVA_BYTE.withName("rtm_dst_len"),
            JAVA_BYTE.withName("rtm_src_len"),
            JAVA_BYTE.withName("rtm_tos"),
            JAVA_BYTE.withName("rtm_table"),
            JAVA_BYTE.withName("rtm_protocol"),
            JAVA_BYTE.withName("rtm_scope"),
            JAVA_BYTE.withName("rtm_type"),
            JAVA_INT.withName("rtm_flags"));

    static final StructLayout RTATTR =
            struct("rtattr", JAVA_SHORT.withName("rta_len"), JAVA_SHORT.withName("rta_type"));

    static final StructLayout NDMSG = struct(
            "ndmsg",
            JAVA_BYTE.withName("ndm_family"),
            JAVA_BYTE.withName("ndm_pad1"),
            JAVA_SHORT.withName("ndm_pad2"),
            JAVA_INT.withName("ndm_ifindex"),
            JAVA_SHORT.withName("ndm_state"),
            JAVA_BYTE.withName("ndm_flags"),
            JAVA_BYTE.withName("ndm_type"));

    static final List<StructLayout> ALL = List.of(
            SOCKADDR_XDP,
            XDP_UMEM_REG,
            XDP_RING_OFFSET,
            XDP_MMAP_OFFSETS,
            XDP_DESC,
            XDP_STATISTICS,
            NLMSGHDR,
            RTMSG,
            RTATTR,
            NDMSG);

    static final StructLayout BPF_ATTR_MAP_CREATE = struct(
            "bpf_attr_map_create",
            JAVA_INT.withName("map_type"),
            JAVA_INT.withName("key_size"),
            JAVA_INT.withName("value_size"),
            JAVA_INT.withName("max_entries"));

    static final StructLayout BPF_ATTR_MAP_UPDATE = struct(
            "bpf_attr_map_update",
            JAVA_INT.withName("map_fd"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("key"),
            JAVA_LONG.withName("value"));

    static final StructLayout BPF_ATTR_PROG_LOAD = struct(
            "bpf_attr_prog_load",
            JAVA_INT.withName("prog_type"),
            JAVA_INT.withName("insn_cnt"),
            JAVA_LONG.withName("insns"),
            JAVA_LONG.withName("license"),
            JAVA_INT.withName("log_level"),
            JAVA_INT.withName("log_size"),
            JAVA_LONG.withName("log_buf"),
            JAVA_INT.withName("kern_version"),
            JAVA_INT.withName("prog_flags"),
            MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("prog_name"));

    static final StructLayout BPF_ATTR_LINK_CREATE = struct(
            "bpf_attr_link_create",
            JAVA_INT.withName("link_create.prog_fd"),
            JAVA_INT.withName("link_create.target_ifindex"),
            JAVA_INT.withName("link_create.attach_type"),
            JAVA_INT.withName("link_create.flags"));

    /** The variants of {@code union bpf_attr}. */
    static final List<StructLayout> BPF_ATTR =
            List.of(BPF_ATTR_MAP_CREATE, BPF_ATTR_MAP_UPDATE, BPF_ATTR_PROG_LOAD, BPF_ATTR_LINK_CREATE);

    static final int DESC_ADDRESS = offset(XDP_DESC, "addr");
    static final int DESC_LENGTH = offset(XDP_DESC, "len");
    static final int DESC_OPTIONS = offset(XDP_DESC, "options");
    static final int DESC_SIZE = (int) XDP_DESC.byteSize();

    private XdpLayouts() {}

    private static StructLayout struct(String name, MemoryLayout... members) {
        return MemoryLayout.structLayout(members).withName(name);
    }

    /** Offset of a member of a structure. */
    static int offset(StructLayout layout, String member) {
        return (int) layout.byteOffset(PathElement.groupElement(member));
    }

    /** Offset of a member of a member. */
    static int offset(StructLayout layout, String outer, String inner) {
        return (int) layout.byteOffset(PathElement.groupElement(outer), PathElement.groupElement(inner));
    }
}
