package dev.ringswan.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.ip.IpProtocol;
import dev.ringswan.nativeio.PacketBurst;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the demo can fail: its checks see each wrong byte. */
class MemoryDemoTest {
    private static final Transfer TRANSFER = new Transfer(100, "aa", 2.0);

    private static DemoResult result(int received, Transfer arrived, Map<String, Long> drops) {
        return new DemoResult("memory", "jca", 25, received, TRANSFER, arrived, "suite", 3, drops, 3.5);
    }

    @Test
    void seesThatKeysDidNotChange() {
        DemoResult result = new DemoResult("memory", "jca", 25, 25, TRANSFER, TRANSFER, "suite", 2, Map.of(), 3.5);
        assertThat(result.failures()).singleElement().asString().contains("2 rekeys");
    }

    @Test
    void seesEachDamagedByteOfAPacket() {
        PacketBurst burst = PacketBurst.allocate(2_048);
        int ip = burst.packetOffset(0);
        int tcp = Packets.writeIp(
                burst, ip, InetAddress.ofLiteral("10.1.0.2"), InetAddress.ofLiteral("10.2.0.2"), IpProtocol.TCP, 120);
        Packets.writeTcp(burst, ip, tcp, 1, 2, 3, 100);
        assertThat(Packets.isSound(burst, ip, 140)).isTrue();
        for (int i = 0; i < 140; i++) {
            burst.putByte(ip + i, burst.getByte(ip + i) ^ 0x10);
            assertThat(Packets.isSound(burst, ip, 140)).as("byte %d", i).isFalse();
            burst.putByte(ip + i, burst.getByte(ip + i) ^ 0x10);
        }
        assertThat(Packets.isSound(burst, ip, 139)).isFalse();
    }

    @Test
    void numbersTheBlocksOfItsData() {
        DataStream data = new DataStream(1);
        byte[] first = data.next().clone();
        assertThat(data.next()).isNotEqualTo(first);
        assertThat(new DataStream(1).next()).isEqualTo(first);
        assertThat(new DataStream(2).next()).isNotEqualTo(first);
    }

    @Test
    void isContentWithEverythingEqual() {
        DemoResult result = result(25, TRANSFER, Map.of("policy_discard", 4L));
        assertThat(result.failures()).isEmpty();
        assertThat(result.toJson())
                .isEqualTo("{\"mode\":\"memory\",\"engine\":\"jca\",\"ike\":{\"suite\":\"suite\"},"
                        + "\"ping\":{\"sent\":25,\"received\":25},"
                        + "\"tcp\":{\"bytes\":100,\"sha256_equal\":true,\"gbps\":0.0},"
                        + "\"rekeys\":3,\"drops\":{\"policy_discard\":4},\"seconds\":3.5}");
    }

    @Test
    void failsForALostPingAWrongByteOrABadDrop() {
        assertThat(result(24, TRANSFER, Map.of()).failures()).containsExactly("1 of 25 pings were lost");
        assertThat(result(25, new Transfer(100, "ab", 2.0), Map.of()).failures())
                .singleElement()
                .asString()
                .startsWith("the data differ");
        assertThat(result(25, new Transfer(99, "aa", 2.0), Map.of()).toJson()).contains("\"sha256_equal\":false");
        assertThat(result(25, TRANSFER, Map.of("replay", 1L, "integrity", 2L)).failures())
                .containsExactly("1 packets were dropped: replay", "2 packets were dropped: integrity");
    }

    @Test
    void runsAsAWhole() throws Exception {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        DemoResult result =
                MemoryRun.run(3_000_000, "auto", new PrintStream(progress, true, StandardCharsets.UTF_8), false);
        assertThat(result.failures()).isEmpty();
        assertThat(result.received().bytes()).isEqualTo(3_000_000);
        assertThat(result.toText()).contains("25 of 25 came back").contains("SHA-256 equal");
    }
}
