package dev.ringswan.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PacketBurstTest {
    private final PacketBurst burst = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);

    @Test
    void remembersSourceOfEachFamily() {
        Endpoint four = Endpoint.of("192.0.2.7", 4500);
        Endpoint six = Endpoint.of("2001:db8::7", 4500);
        burst.source(3, four);
        burst.source(4, six);
        assertThat(burst.source(3)).isEqualTo(four);
        assertThat(burst.source(4)).isEqualTo(six);
        assertThat(burst.sourceIs(3, four)).isTrue();
        assertThat(burst.sourceIs(3, Endpoint.of("192.0.2.7", 4501))).isFalse();
        assertThat(burst.sourceIs(4, six)).isTrue();
        assertThat(burst.sourceIs(4, Endpoint.of("2001:db8::8", 4500))).isFalse();
    }

    @Test
    void exchangesWholeContent() {
        PacketBurst other = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
        burst.packet(0, burst.packetOffset(0), 20);
        burst.putInt(burst.packetOffset(0), 0xCAFE);
        burst.count(1);
        burst.exchange(other);
        assertThat(burst.count()).isZero();
        assertThat(other.count()).isOne();
        assertThat(other.getInt(other.offset(0))).isEqualTo(0xCAFE);
    }
}
