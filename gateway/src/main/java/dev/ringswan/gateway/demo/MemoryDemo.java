package dev.ringswan.gateway.demo;

import dev.ringswan.dataplane.ip.IpHeader;
import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.nativeio.MemoryPort;
import dev.ringswan.nativeio.PacketBurst;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * The demo without root: pings and a transfer between two hosts that exist as code only, through both gateways of a {@link
 * MemoryPair}. Segments have real headers and checksums, which the far side verifies; each burst is acknowledged by a segment
 * the other way.
 *
 * <p><em>Threading:</em> one thread.
 */
public final class MemoryDemo {
    /** Bytes of a full packet, as a TUN device with this MTU would hand over. */
    private static final int MTU = 1_400;

    private static final int SEGMENT_LENGTH = MTU - IpHeader.IPV4_LENGTH - Packets.TCP_LENGTH;
    private static final int ECHO_LENGTH = 56;
    private static final int PORTS = 40_000 << 16 | 5_001;
    private static final InetAddress HOST_A = InetAddress.ofLiteral("10.1.0.2");
    private static final InetAddress HOST_B = InetAddress.ofLiteral("10.2.0.2");
    private static final InetAddress HOST_A6 = InetAddress.ofLiteral("fd00:1::2");
    private static final InetAddress HOST_B6 = InetAddress.ofLiteral("fd00:2::2");

    private final MemoryPair pair;
    private final PacketBurst sendBurst;
    private final PacketBurst receiveBurst;
    private final byte[] received = new byte[PacketBurst.CAPACITY * SEGMENT_LENGTH];

    /** @param cellSize that of the pair's gateways */
    public MemoryDemo(MemoryPair pair, int cellSize) {
        this.pair = pair;
        sendBurst = PacketBurst.allocate(cellSize);
        receiveBurst = PacketBurst.allocate(cellSize);
    }

    /** Sends echo requests from host A one by one and returns how many sound answers came back. */
    public int ping(int count, boolean ipv6) {
        int answers = 0;
        for (int sequence = 1; sequence <= count; sequence++) {
            int ip = sendBurst.packetOffset(0);
            int icmp = Packets.writeIp(
                    sendBurst,
                    ip,
                    ipv6 ? HOST_A6 : HOST_A,
                    ipv6 ? HOST_B6 : HOST_B,
                    ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
                    8 + ECHO_LENGTH);
            Packets.writeEchoRequest(sendBurst, ip, icmp, sequence, ECHO_LENGTH);
            sendBurst.count(1);
            sendBurst.packet(0, ip, icmp - ip + 8 + ECHO_LENGTH);
            answers += send(pair.hostA(), pair.hostB()) == 1 && answer(sequence) ? 1 : 0;
        }
        return answers;
    }

    private boolean answer(int sequence) {
        int ip = receiveBurst.offset(0);
        int length = receiveBurst.length(0);
        if (!Packets.isSound(receiveBurst, ip, length)) {
            return false;
        }
        sendBurst.count(0);
        sendBurst.append(receiveBurst, 0);
        Packets.turnIntoReply(sendBurst, sendBurst.offset(0), length);
        return send(pair.hostB(), pair.hostA()) == 1
                && Packets.isEchoReply(
                        receiveBurst, receiveBurst.offset(0), receiveBurst.length(0), sequence, ECHO_LENGTH);
    }

    /** Sends {@code sendBurst} and lets the gateways work; what arrives is in {@code receiveBurst}. */
    private int send(MemoryPort from, MemoryPort to) {
        from.transmit(sendBurst, PacketBurst.FORWARD);
        pair.pump();
        return to.receive(receiveBurst);
    }

    /** What either end saw of a transfer. */
    public record Result(Transfer sent, Transfer received) {}

    /**
     * Transfers data from host A to host B. A lost or damaged segment ends it early, and the result shows it.
     *
     * @param progress told the number of bytes that arrived, after each burst
     */
    public Result transfer(long bytes, long seed, LongConsumer progress) {
        DataStream data = new DataStream(seed);
        MessageDigest sentDigest = DataStream.newDigest();
        MessageDigest receivedDigest = DataStream.newDigest();
        byte[] block = data.next();
        int position = 0;
        long sentBytes = 0;
        long receivedBytes = 0;
        long startNs = System.nanoTime();
        while (sentBytes < bytes) {
            if (DataStream.BLOCK_LENGTH - position < 1) {
                block = data.next();
                position = 0;
            }
            int limit = (int) Math.min(DataStream.BLOCK_LENGTH, position + (bytes - sentBytes));
            int length = fill(block, position, limit, (int) sentBytes);
            sentDigest.update(block, position, length);
            position += length;
            sentBytes += length;

            int segments = sendBurst.count();
            int arrived = send(pair.hostA(), pair.hostB());
            int arrivedLength = arrived == segments ? take((int) receivedBytes) : -1;
            if (arrivedLength < 0) {
                break;
            }
            receivedDigest.update(received, 0, arrivedLength);
            receivedBytes += arrivedLength;
            if (!acknowledge((int) receivedBytes)) {
                break;
            }
            progress.accept(receivedBytes);
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return new Result(
                new Transfer(sentBytes, DataStream.hex(sentDigest), seconds),
                new Transfer(receivedBytes, DataStream.hex(receivedDigest), seconds));
    }

    /** Lays data into the segments of one burst and returns how many bytes that were. */
    private int fill(byte[] block, int position, int limit, int sequence) {
        int start = position;
        int count = 0;
        for (; count < PacketBurst.CAPACITY && position < limit; count++) {
            int length = Math.min(SEGMENT_LENGTH, limit - position);
            int ip = sendBurst.packetOffset(count);
            int tcp = Packets.writeIp(sendBurst, ip, HOST_A, HOST_B, IpProtocol.TCP, Packets.TCP_LENGTH + length);
            sendBurst.putBytes(tcp + Packets.TCP_LENGTH, block, position, length);
            Packets.writeTcp(sendBurst, ip, tcp, PORTS, sequence + position - start, 0, length);
            sendBurst.packet(count, ip, tcp - ip + Packets.TCP_LENGTH + length);
            position += length;
        }
        sendBurst.count(count);
        return position - start;
    }

    /** Checks the segments that arrived and copies their data; returns its length, or −1 when one is not what it should be. */
    private int take(int sequence) {
        int length = 0;
        for (int i = 0; i < receiveBurst.count(); i++) {
            int ip = receiveBurst.offset(i);
            int tcp = ip + IpHeader.IPV4_LENGTH;
            if (!Packets.isSound(receiveBurst, ip, receiveBurst.length(i))
                    || receiveBurst.getInt(tcp + Packets.TCP_SEQUENCE) != sequence + length) {
                return -1;
            }
            int dataLength = receiveBurst.length(i) - IpHeader.IPV4_LENGTH - Packets.TCP_LENGTH;
            receiveBurst.getBytes(tcp + Packets.TCP_LENGTH, received, length, dataLength);
            length += dataLength;
        }
        return length;
    }

    /** Sends an acknowledgment back and checks that it arrives. */
    private boolean acknowledge(int acknowledgment) {
        int ip = sendBurst.packetOffset(0);
        int tcp = Packets.writeIp(sendBurst, ip, HOST_B, HOST_A, IpProtocol.TCP, Packets.TCP_LENGTH);
        Packets.writeTcp(sendBurst, ip, tcp, Integer.rotateLeft(PORTS, 16), 0, acknowledgment, 0);
        sendBurst.count(1);
        sendBurst.packet(0, ip, tcp - ip + Packets.TCP_LENGTH);
        if (send(pair.hostB(), pair.hostA()) != 1) {
            return false;
        }
        int arrived = receiveBurst.offset(0);
        return Packets.isSound(receiveBurst, arrived, receiveBurst.length(0))
                && receiveBurst.getInt(arrived + IpHeader.IPV4_LENGTH + Packets.TCP_ACKNOWLEDGMENT) == acknowledgment;
    }
}
