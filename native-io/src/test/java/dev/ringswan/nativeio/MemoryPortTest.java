package dev.ringswan.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MemoryPortTest {
    private static final int CELL = 512;
    private static final byte DROPPED = 7;
    private static final byte RETURN = -2;
    private static final Endpoint LEFT = Endpoint.of("192.0.2.1", 4500);
    private static final Endpoint RIGHT = Endpoint.of("2001:db8::2", 4500);

    private final MemoryPort left = MemoryPort.pair(CELL, 2, LEFT, RIGHT);
    private final MemoryPort right = left.peer();
    private final PacketBurst burst = PacketBurst.allocate(CELL);

    @Test
    void carriesBytesBothWays() {
        left.send(bytes("ping"), bytes("ping again"));
        right.send(bytes("pong"));
        assertThat(right.drain()).containsExactly(bytes("ping"), bytes("ping again"));
        assertThat(left.drain()).containsExactly(bytes("pong"));
        assertThat(left.drain()).isEmpty();
    }

    @Test
    void handsWholeBurstOverWithoutCopy() {
        fill("a", "b", "c");
        burst.trafficClass(1, 0xB8);
        long slot = burst.address(0);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(3);
        assertThat(burst.address(0)).isNotEqualTo(slot);

        PacketBurst received = PacketBurst.allocate(CELL);
        assertThat(right.receive(received)).isEqualTo(3);
        assertThat(received.address(0)).isEqualTo(slot);
        assertThat(text(received, 0) + text(received, 1) + text(received, 2)).isEqualTo("abc");
        assertThat(received.trafficClass(0)).isZero();
        assertThat(received.trafficClass(1)).isEqualTo(0xB8);
        assertThat(received.sourceIs(2, LEFT)).isTrue();
        assertThat(received.verdict(0)).isEqualTo(PacketBurst.FORWARD);
    }

    @Test
    void saysWhatBecameOfEachPacketAfterHandOver() {
        fill("one", "dropped", "three");
        burst.verdict(1, DROPPED);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(2);
        assertThat(burst.count()).isEqualTo(3);
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.SENT);
        assertThat(burst.verdict(1)).isEqualTo(DROPPED);
        assertThat(burst.verdict(2)).isEqualTo(PacketBurst.SENT);
        assertThat(burst.length(1)).isEqualTo("dropped".length());
        assertThat(burst.length(2)).isEqualTo("three".length());
        assertThat(right.drain()).containsExactly(bytes("one"), bytes("three"));
    }

    @Test
    void copiesWhilePacketsWaitForAnotherPort() {
        fill("forward", "return", "forward too");
        burst.verdict(1, RETURN);
        long slot = burst.address(0);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isEqualTo(2);
        assertThat(burst.address(0)).isEqualTo(slot);
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.SENT);
        assertThat(text(burst, 1)).isEqualTo("return");

        // The last ones to go take the slot with them.
        assertThat(right.transmit(burst, RETURN)).isEqualTo(1);
        assertThat(burst.address(0)).isNotEqualTo(slot);
        PacketBurst received = PacketBurst.allocate(CELL);
        right.receive(received);
        assertThat(text(received, 1)).isEqualTo("forward too");
        assertThat(received.sourceIs(1, LEFT)).isTrue();
        left.receive(received);
        assertThat(text(received, 0)).isEqualTo("return");
        assertThat(received.sourceIs(0, RIGHT)).isTrue();
    }

    @Test
    void secondSenderHasQueueOfItsOwn() {
        left.send(bytes("first"), bytes("first again"));
        left.send(bytes("full"));
        fill("second");
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isZero();
        assertThat(left.sender().transmit(burst, PacketBurst.FORWARD)).isOne();
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.SENT);
        PacketBurst received = PacketBurst.allocate(CELL);
        assertThat(right.receive(received)).isOne();
        assertThat(text(received, 0)).isEqualTo("second");
        assertThat(right.drain()).containsExactly(bytes("first"), bytes("first again"), bytes("full"));
    }

    @Test
    void takesNothingWhenFull() {
        left.send(bytes("1"));
        left.send(bytes("2"));
        fill("3");
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isZero();
        assertThat(burst.verdict(0)).isEqualTo(PacketBurst.FORWARD);
        assertThat(left.counters().count(PortEvent.TRANSMIT_QUEUE_FULL)).isOne();
        assertThatThrownBy(() -> left.send(bytes("3"))).hasMessageContaining("full");
        right.receive(PacketBurst.allocate(CELL));
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
        assertThat(right.drain()).containsExactly(bytes("2"), bytes("3"));
    }

    @Test
    void leavesPacketsBeyondItsLimit() {
        fill("fits", "too long");
        burst.bounds(1, burst.packetOffset(1), left.maximumPacketLength() + 1);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isOne();
        assertThat(burst.verdict(1)).isEqualTo(PacketBurst.FORWARD);
        assertThat(right.drain()).containsExactly(bytes("fits"));
    }

    @Test
    void publishesNothingWhenNothingGoes() {
        fill("dropped");
        burst.verdict(0, DROPPED);
        assertThat(left.transmit(burst, PacketBurst.FORWARD)).isZero();
        assertThat(text(burst, 0)).isEqualTo("dropped");
        assertThat(right.receive(burst)).isZero();
        assertThat(burst.count()).isZero();
    }

    @Test
    void splitsLongSendsIntoBursts() {
        byte[][] packets = new byte[PacketBurst.CAPACITY + 1][1];
        left.send(packets);
        assertThat(right.receive(burst)).isEqualTo(PacketBurst.CAPACITY);
        assertThat(right.receive(burst)).isOne();
    }

    @Test
    void isSilentAfterClose() {
        left.send(bytes("waits"));
        right.close();
        right.close();
        assertThat(right.receive(burst)).isZero();
        fill("goes nowhere");
        assertThat(right.transmit(burst, PacketBurst.FORWARD)).isZero();
    }

    @Test
    void refusesBurstsOfOtherCellSize() {
        PacketBurst other = PacketBurst.allocate(2 * CELL);
        left.send(bytes("x"));
        assertThatThrownBy(() -> right.receive(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allocatesNothing() {
        PacketBurst received = PacketBurst.allocate(CELL);
        Runnable round = () -> {
            for (int i = 0; i < PacketBurst.CAPACITY; i++) {
                burst.packet(i, burst.packetOffset(i), 100);
            }
            burst.count(PacketBurst.CAPACITY);
            left.transmit(burst, PacketBurst.FORWARD);
            right.receive(received);
            received.verdict(0, RETURN);
            right.transmit(received, PacketBurst.FORWARD);
            left.receive(burst);
        };
        assertThat(Allocations.bytesOf(round, 20_000, 100_000 / PacketBurst.CAPACITY + 1))
                .isZero();
    }

    private void fill(String... packets) {
        for (int i = 0; i < packets.length; i++) {
            byte[] packet = bytes(packets[i]);
            burst.packet(i, burst.packetOffset(i), packet.length);
            burst.putBytes(burst.packetOffset(i), packet, 0, packet.length);
        }
        burst.count(packets.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(PacketBurst burst, int index) {
        byte[] packet = new byte[burst.length(index)];
        Arrays.fill(packet, (byte) '?');
        burst.getBytes(burst.offset(index), packet, 0, packet.length);
        return new String(packet, StandardCharsets.US_ASCII);
    }
}
