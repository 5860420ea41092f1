package dev.ringswan.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.security.SecureRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two gateways in one thread, end to end. */
class MemoryPairTest {
    private static final AeadProvider PROVIDER = AeadProviders.select("auto");
    private static final int BYTES = 5_000_003;

    @ParameterizedTest
    @CsvSource({
        "false, true,  aes256gcm16,      inline",
        "false, false, aes256gcm16,      direct",
        "true,  true,  aes256gcm16,      direct",
        "true,  false, chacha20poly1305, direct",
        "false, true,  chacha20poly1305, inline",
        "false, true,  aes256gcm16,      ring",
        "true,  false, aes256gcm16,      ring",
    })
    void carriesPingsAndData(boolean outerIpv6, boolean udp, String suite, String mode) throws Exception {
        DemoConfig config = new DemoConfig(outerIpv6, udp, suite, mode, DemoConfig.rekeyBytes(BYTES));
        SecureRandom random = new SecureRandom();
        try (MemoryPair pair = new MemoryPair(config.generate(random), PROVIDER, random)) {
            MemoryDemo demo = new MemoryDemo(pair, DataplaneConfig.DEFAULT.cellSize());
            assertThat(demo.ping(20, false)).isEqualTo(20);
            assertThat(demo.ping(5, true)).isEqualTo(5);
            MemoryDemo.Result result = demo.transfer(BYTES, 7, bytes -> {});
            assertThat(result.received().bytes()).isEqualTo(BYTES);
            assertThat(result.received().sha256()).isEqualTo(result.sent().sha256());
            assertThat(pair.statusA().rekeys()).isGreaterThanOrEqualTo(3);
            assertThat(pair.statusA().drops()).isEmpty();
            assertThat(pair.statusB().drops()).isEmpty();
            assertThat(pair.statusA().outbound().packets())
                    .isEqualTo(pair.statusB().inbound().packets());
        }
    }
}
