package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.event.DataplaneEvents;
import dev.ringswan.nativeio.PacketBurst;

/**
 * Tells ESP from what else comes to a port that carries ESP in UDP (RFC 3948 §2): IKE, which starts with four zero bytes
 * where ESP has its SPI, and keepalives, which are one byte 0xFF. IKE datagrams are copied to the bounded control queue.
 */
public final class ClassifyStage implements Stage {
    private static final int NON_ESP_MARKER = 0;
    private static final int NON_ESP_MARKER_LENGTH = 4;
    private static final int KEEPALIVE = 0xFF;

    private final boolean[] encapsulated;
    private final DataplaneEvents events;

    /**
     * Makes the stage.
     *
     * @param encapsulated per public port, whether it is UDP
     */
    public ClassifyStage(boolean[] encapsulated, DataplaneEvents events) {
        this.encapsulated = encapsulated;
        this.events = events;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        boolean udp = encapsulated[burst.portIndex()];
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            int offset = packets.offset(i);
            int length = packets.length(i);
            burst.sa(i, null);
            if (length < EspHeader.LENGTH) {
                burst.drop(i, isKeepalive(packets, offset, length, udp) ? DropReason.KEEPALIVE : DropReason.MALFORMED);
            } else if (udp && packets.getInt(offset) == NON_ESP_MARKER) {
                boolean taken = events.control(
                        burst.portIndex(), packets, i, offset + NON_ESP_MARKER_LENGTH, length - NON_ESP_MARKER_LENGTH);
                burst.drop(i, taken ? DropReason.CONTROL : DropReason.CONTROL_QUEUE_FULL);
            }
        }
    }

    private static boolean isKeepalive(PacketBurst packets, int offset, int length, boolean udp) {
        return udp && length == 1 && packets.getByte(offset) == KEEPALIVE;
    }
}
