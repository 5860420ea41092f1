package dev.ringswan.dataplane;

import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.PacketPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port whose packets the test gives, and which keeps what is sent by it: bytes, target and the marks of the outer header.
 * It also keeps the verdicts of the whole burst it was asked to send from.
 */
public final class ScriptedPort implements PacketPort {
    /** One packet as it was sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sent(byte[] bytes, @Nullable Endpoint target, int trafficClass, boolean dontFragment) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Given(byte[] bytes, int trafficClass, Endpoint source) {}

    private final ArrayDeque<Given> waiting = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Byte> verdicts = new ArrayList<>();
    private final Endpoint source;
    private boolean refusing;

    /** Makes a port whose packets come from {@code source}. */
    public ScriptedPort(Endpoint source) {
        this.source = source;
    }

    /** Lets a packet wait to be received. */
    public void give(byte[] packet) {
        give(packet, 0);
    }

    /** Lets a packet wait whose outer header has this traffic class. */
    public void give(byte[] packet, int trafficClass) {
        give(packet, trafficClass, source);
    }

    /** Lets a packet wait that comes from elsewhere. */
    public void give(byte[] packet, int trafficClass, Endpoint from) {
        waiting.add(new Given(packet, trafficClass, from));
    }

    /** From now on the port takes nothing, as a device with a full queue, or takes everything again. */
    public void refuse(boolean newRefusing) {
        refusing = newRefusing;
    }

    /** What was sent since the last call. */
    public List<Sent> sent() {
        List<Sent> result = List.copyOf(sent);
        sent.clear();
        return result;
    }

    /** The bytes of what was sent since the last call. */
    public List<byte[]> sentBytes() {
        return sent().stream().map(Sent::bytes).toList();
    }

    /** Verdicts of all packets of the bursts that came by since the last call, before the port changed them. */
    public List<Byte> verdicts() {
        List<Byte> result = List.copyOf(verdicts);
        verdicts.clear();
        return result;
    }

    @Override
    public int receive(PacketBurst burst) {
        int count = Math.min(PacketBurst.CAPACITY, waiting.size());
        burst.count(count);
        for (int i = 0; i < count; i++) {
            Given given = waiting.remove();
            burst.packet(i, burst.packetOffset(i), given.bytes.length);
            burst.putBytes(burst.packetOffset(i), given.bytes, 0, given.bytes.length);
            burst.trafficClass(i, given.trafficClass);
            burst.source(i, given.source);
        }
        return count;
    }

    @Override
    public int transmit(PacketBurst burst, byte verdict) {
        int count = 0;
        for (int i = 0; i < burst.count(); i++) {
            verdicts.add(burst.verdict(i));
            if (burst.verdict(i) == verdict && !refusing) {
                byte[] bytes = new byte[burst.length(i)];
                burst.getBytes(burst.offset(i), bytes, 0, bytes.length);
                sent.add(new Sent(bytes, burst.target(i), burst.trafficClass(i), burst.dontFragment(i)));
                burst.verdict(i, PacketBurst.SENT);
                count++;
            }
        }
        return count;
    }

    @Override
    public int maximumPacketLength() {
        return PacketBurst.packetLengthMax(PacketBurst.CELL_SIZE_DEFAULT);
    }

    @Override
    public void close() {
        waiting.clear();
    }
}
