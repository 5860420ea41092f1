package dev.ringswan.dataplane.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.DataplaneEventLog;
import dev.ringswan.dataplane.Engines;
import dev.ringswan.dataplane.OneGateway;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.sa.InboundSa;
import dev.ringswan.dataplane.sa.OutboundSa;
import dev.ringswan.dataplane.sa.OutboundSlot;
import dev.ringswan.nativeio.Endpoint;
import dev.ringswan.nativeio.PacketBurst;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DataplaneEventsTest {
    private final DataplaneEvents events = new DataplaneEvents();
    private final DataplaneEventLog log = new DataplaneEventLog();
    private final OneGateway net = new OneGateway(Engines.fastest(), DataplaneConfig.DEFAULT);
    private final InboundSa inbound =
            net.dataplane.control().installInbound(OneGateway.sa(0xC000_0001, EspSuite.AES128_GCM16));
    private final OutboundSa outbound =
            net.dataplane.control().activateOutbound(net.child, OneGateway.sa(0xC000_0002, EspSuite.AES128_GCM16));
    private final PacketBurst packets = PacketBurst.allocate(32 * 1024);

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void carriesEachKind() {
        packets.source(0, Endpoint.of("198.51.100.7", 4500));
        packets.source(1, Endpoint.of("2001:db8::7", 500));
        packets.putLong(packets.packetOffset(1), 0x2122_2324_2526_2728L);
        packets.putLong(packets.packetOffset(1) + 8, 0x292A_0000_0000_0000L);
        events.softLimit(inbound);
        events.hardLimit(outbound);
        events.acquire(new OutboundSlot(7, "child"));
        events.peerMoved(inbound, packets, 0);
        assertThat(events.control(2, packets, 1, packets.packetOffset(1), 10)).isTrue();
        assertThat(events.poll(log, 100)).isEqualTo(5);
        assertThat(log.take())
                .containsExactly(
                        "soft INBOUND c0000001",
                        "hard OUTBOUND c0000002",
                        "acquire 7",
                        "moved c0000001 198.51.100.7:4500",
                        "control 2 [2001:db8:0:0:0:0:0:7]:500 2122232425262728292a");
        assertThat(events.poll(log, 100)).isZero();
        assertThat(events.lostCount()).isZero();
    }

    @Test
    void asksOnceForASaAndReportsAMoveOnce() {
        OutboundSlot slot = new OutboundSlot(7, "child");
        packets.source(0, Endpoint.of("198.51.100.7", 4500));
        for (int i = 0; i < 3; i++) {
            events.acquire(slot);
            events.peerMoved(inbound, packets, 0);
        }
        assertThat(events.poll(log, 100)).isEqualTo(2);
        slot.endAcquire();
        inbound.peer(Endpoint.of("198.51.100.7", 4500));
        events.acquire(slot);
        events.peerMoved(inbound, packets, 0);
        assertThat(events.poll(log, 100)).isEqualTo(2);
    }

    @Test
    void handsOverNoMoreThanTheLimit() {
        for (int i = 0; i < 5; i++) {
            events.softLimit(inbound);
        }
        assertThat(events.poll(log, 3)).isEqualTo(3);
        assertThat(events.poll(log, 3)).isEqualTo(2);
    }

    @Test
    void takesDatagramsUpToTheLongestAndNoLonger() {
        int offset = packets.packetOffset(0);
        packets.source(0, Endpoint.of("198.51.100.7", 4500));
        assertThat(events.control(0, packets, 0, offset, DataplaneEvents.CONTROL_LENGTH_MAX))
                .isTrue();
        assertThat(events.control(0, packets, 0, offset, DataplaneEvents.CONTROL_LENGTH_MAX + 1))
                .isFalse();
        assertThat(events.poll(log, 100)).isOne();
        assertThat(log.take().getFirst()).endsWith("00".repeat(DataplaneEvents.CONTROL_LENGTH_MAX));
    }

    @Test
    void countsWhatAFullQueueLosesAndGoesOnWhenThereIsRoom() {
        int offset = packets.packetOffset(0);
        packets.source(0, Endpoint.of("198.51.100.7", 4500));
        int taken = 0;
        while (events.control(0, packets, 0, offset, 3000)) {
            assertThat(++taken).isLessThan(1000);
        }
        assertThat(taken).isGreaterThan(300);
        assertThat(events.lostCount()).isOne();
        while (events.lostCount() == 1) {
            events.softLimit(inbound);
        }
        OutboundSlot slot = new OutboundSlot(7, "child");
        events.acquire(slot);
        assertThat(events.lostCount()).isEqualTo(3);
        events.poll(log, Integer.MAX_VALUE);
        log.take();
        events.acquire(slot);
        events.poll(log, Integer.MAX_VALUE);
        assertThat(log.take()).as("a lost request is made again").isEqualTo(List.of("acquire 7"));
    }
}
