package dev.ringswan.nativeio.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The XDP program that runs in the driver for each frame that comes in: takes ESP for our addresses, passes all else on.
 *
 * <pre>
 *   queue ── ours? ── IPv4 without options and fragments, or IPv6 ──┬─ protocol 50, our address ──────────────▶ socket
 *                                                                   └─ UDP, our address and port, first word
 *   all else ──▶ the kernel's stack                                    not the non-ESP marker (RFC 3948 §2.2) ▶ socket
 * </pre>
 *
 * IKE, fragments, packets with options or extension headers, other queues and other protocols go to the kernel, and from it
 * to ordinary sockets.
 */
final class XdpFilter {
    /** What stands in front of the payload in bytes. */
    static final int ETHERNET_HEADER = 14;

    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;
    static final int UDP_HEADER = 8;
    static final int ETHERTYPE_IPV4 = 0x0800;
    static final int ETHERTYPE_IPV6 = 0x86DD;
    static final int PROTOCOL_UDP = 17;
    static final int PROTOCOL_ESP = 50;

    // Offsets in struct xdp_md.
    private static final int CONTEXT_DATA = 0;
    private static final int CONTEXT_DATA_END = 4;
    private static final int CONTEXT_QUEUE = 16;

    private static final int ETHERTYPE = 12;
    private static final int IPV4_FRAGMENT = ETHERNET_HEADER + 6;
    private static final int IPV4_FRAGMENT_MASK = 0x3FFF; // more fragments, and the offset
    private static final int IPV4_PROTOCOL = ETHERNET_HEADER + 9;
    private static final int IPV4_DESTINATION = ETHERNET_HEADER + 16;
    private static final int IPV6_NEXT_HEADER = ETHERNET_HEADER + 6;
    private static final int IPV6_DESTINATION = ETHERNET_HEADER + 24;
    private static final int UDP_DESTINATION = 2;
    private static final int VERSION_4_NO_OPTIONS = 0x45;

    // Registers.
    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int PACKET = 2;
    private static final int END = 3;
    private static final int SCRATCH = 4;

    /**
     * Packets to take.
     *
     * @param address their destination
     * @param port of UDP; 0 for plain ESP
     * @param key of the socket in the map
     */
    record Taken(InetAddress address, int port, int key) {}

    private final BpfAssembler code = new BpfAssembler();
    private final int pass = code.label();
    private final int map;

    private XdpFilter(int map) {
        this.map = map;
    }

    /**
     * Makes the program.
     *
     * @param map descriptor of the map with the sockets
     * @param queue whose packets are taken
     * @return its instructions
     */
    static long[] program(int map, int queue, List<Taken> taken) {
        return new XdpFilter(map).write(queue, taken);
    }

    private long[] write(int queue, List<Taken> taken) {
        int ipv6 = code.label();
        code.load(BpfAssembler.WORD, SCRATCH, CONTEXT, CONTEXT_QUEUE);
        code.jumpIfNotEqual(SCRATCH, queue, pass);
        code.load(BpfAssembler.WORD, PACKET, CONTEXT, CONTEXT_DATA);
        code.load(BpfAssembler.WORD, END, CONTEXT, CONTEXT_DATA_END);
        requireLength(ETHERNET_HEADER + IPV4_HEADER);
        code.load(BpfAssembler.HALF, SCRATCH, PACKET, ETHERTYPE);
        code.jumpIfEqual(SCRATCH, network(ETHERTYPE_IPV6), ipv6);
        code.jumpIfNotEqual(SCRATCH, network(ETHERTYPE_IPV4), pass);
        writeIpv4(family(taken, Family.IPV4));
        code.place(ipv6);
        writeIpv6(family(taken, Family.IPV6));
        code.place(pass);
        code.set(RESULT, XdpConstants.XDP_PASS);
        code.exit();
        return code.assemble();
    }

    private static List<Taken> family(List<Taken> taken, Family family) {
        return taken.stream().filter(it -> Family.of(it.address) == family).toList();
    }

    private void writeIpv4(List<Taken> taken) {
        code.load(BpfAssembler.BYTE, SCRATCH, PACKET, ETHERNET_HEADER);
        code.jumpIfNotEqual(SCRATCH, VERSION_4_NO_OPTIONS, pass);
        code.load(BpfAssembler.HALF, SCRATCH, PACKET, IPV4_FRAGMENT);
        code.and(SCRATCH, network(IPV4_FRAGMENT_MASK));
        code.jumpIfNotEqual(SCRATCH, 0, pass);
        code.load(BpfAssembler.BYTE, SCRATCH, PACKET, IPV4_PROTOCOL);
        writeProtocols(taken, IPV4_DESTINATION, ETHERNET_HEADER + IPV4_HEADER);
    }

    private void writeIpv6(List<Taken> taken) {
        requireLength(ETHERNET_HEADER + IPV6_HEADER);
        code.load(BpfAssembler.BYTE, SCRATCH, PACKET, IPV6_NEXT_HEADER);
        writeProtocols(taken, IPV6_DESTINATION, ETHERNET_HEADER + IPV6_HEADER);
    }

    /** With the protocol in the scratch register. */
    private void writeProtocols(List<Taken> taken, int destination, int payload) {
        int esp = code.label();
        code.jumpIfEqual(SCRATCH, PROTOCOL_ESP, esp);
        code.jumpIfNotEqual(SCRATCH, PROTOCOL_UDP, pass);
        requireLength(payload + UDP_HEADER + Integer.BYTES);
        code.load(BpfAssembler.WORD, SCRATCH, PACKET, payload + UDP_HEADER);
        code.jumpIfEqual(SCRATCH, 0, pass);
        for (Taken one : taken) {
            if (one.port != 0) {
                int next = code.label();
                code.load(BpfAssembler.HALF, SCRATCH, PACKET, payload + UDP_DESTINATION);
                code.jumpIfNotEqual(SCRATCH, network(one.port), next);
                writeMatch(one, destination, next);
            }
        }
        code.jump(pass);
        code.place(esp);
        for (Taken one : taken) {
            if (one.port == 0) {
                writeMatch(one, destination, code.label());
            }
        }
        code.jump(pass);
    }

    /** Redirects if the destination is the one to take, else goes on behind. */
    private void writeMatch(Taken one, int destination, int next) {
        int offset = destination;
        for (int word : words(one.address)) {
            code.load(BpfAssembler.WORD, SCRATCH, PACKET, offset);
            code.jumpIfNotEqual(SCRATCH, word, next);
            offset += Integer.BYTES;
        }
        code.setMap(1, map);
        code.set(2, one.key);
        code.set(3, XdpConstants.XDP_PASS); // when the map has no socket there
        code.call(XdpConstants.BPF_FUNC_redirect_map);
        code.exit();
        code.place(next);
    }

    /** Passes frames on that are shorter; the verifier wants this proof before it lets a program read. */
    private void requireLength(int length) {
        code.copy(SCRATCH, PACKET);
        code.add(SCRATCH, length);
        code.jumpIfGreater(SCRATCH, END, pass);
    }

    /** The words of an address as a load finds them on a little-endian machine. */
    private static List<Integer> words(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> words = new ArrayList<>();
        for (int i = 0; i < (address instanceof Inet4Address ? 1 : 4); i++) {
            words.add(bytes.getInt());
        }
        return words;
    }

    /** A 16-bit value of a packet as a load finds it on a little-endian machine. */
    private static int network(int value) {
        return Short.reverseBytes((short) value) & 0xFFFF;
    }
}
