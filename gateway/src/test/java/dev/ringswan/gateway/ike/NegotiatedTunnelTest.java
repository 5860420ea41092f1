package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.MemoryDemo;
import dev.ringswan.gateway.demo.MemoryPair;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two gateways over memory that negotiate their keys, with a clock that the test moves. */
class NegotiatedTunnelTest {
    private static final DemoConfig CONFIG = new DemoConfig(false, true, "aes256gcm16", "inline", 1_000_000_000);
    private static final SecureRandom RANDOM = new SecureRandom();

    private long nowNs = TimeUnit.HOURS.toNanos(1);

    @AutoClose
    private MemoryPair pair = pair(CONFIG.generate(RANDOM));

    private MemoryPair pair(DemoConfig.Pair configs) {
        try {
            return new MemoryPair(configs, AeadProviders.select("jca"), RANDOM, () -> nowNs);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void replacePair(DemoConfig.Pair configs) {
        pair.close();
        pair = pair(configs);
    }

    private void advance(long seconds) {
        for (long i = 0; i < seconds; i++) {
            nowNs += TimeUnit.SECONDS.toNanos(1);
            pair.pump();
        }
    }

    private int ping(int count) {
        return new MemoryDemo(pair, DataplaneConfig.DEFAULT.cellSize()).ping(count, false);
    }

    @Test
    void carriesTrafficOnceKeysAreAgreedOn() {
        assertThat(pair.statusA().children()).isEmpty();
        pair.pump();
        assertThat(ping(5)).isEqualTo(5);
        assertThat(pair.statusA().ikeSuites()).containsOnlyKeys("demo");
        assertThat(pair.statusB().ikeSuites()).isEqualTo(pair.statusA().ikeSuites());
        GatewayStatus.Child a = pair.statusA().children().getFirst();
        GatewayStatus.Child b = pair.statusB().children().getFirst();
        assertThat(a.outboundSpi()).isEqualTo(b.inboundSpi());
        assertThat(a.inboundSpi()).isEqualTo(b.outboundSpi());
    }

    @Test
    void rekeysByTimeAlsoWithoutTraffic() {
        replacePair(withChild(CONFIG.generate(RANDOM), "rekey_time = 60\nlife_time = 66\nrand_time = 5"));
        pair.pump();
        int before = pair.statusA().children().getFirst().outboundSpi();
        advance(61);
        assertThat(pair.statusA().rekeys()).isEqualTo(1);
        assertThat(pair.statusB().rekeys()).isEqualTo(1);
        assertThat(pair.statusA().children())
                .extracting(GatewayStatus.Child::outboundSpi)
                .doesNotContain(before);
        assertThat(ping(5)).isEqualTo(5);
    }

    @Test
    void dropsWhatHasNoSaYet() {
        assertThat(ping(1))
                .as("packets do not wait for keys, and do not leave in clear")
                .isZero();
        assertThat(pair.statusA().drops()).containsEntry(DropReason.NO_OUTBOUND_SA, 1L);
        assertThat(ping(1)).isEqualTo(1);
    }

    @Test
    void sendsOnlyWhatTheNarrowedSelectorsTake() {
        DemoConfig.Pair configs = CONFIG.generate(RANDOM);
        replacePair(new DemoConfig.Pair(
                configs.a(), configs.b().replace("local_ts = 10.2.0.0/24", "local_ts = 10.2.0.128/25")));
        pair.pump();
        assertThat(pair.statusA().children()).hasSize(1);
        assertThat(ping(3)).as("10.2.0.2 is not agreed on").isZero();
        assertThat(pair.statusA().drops()).containsEntry(DropReason.NO_OUTBOUND_SA, 3L);
    }

    @Test
    void staysDownWhenTheKeysDiffer() {
        pair.pump();
        DemoConfig.Pair configs = CONFIG.generate(RANDOM);
        replacePair(new DemoConfig.Pair(configs.a(), configs.b().replace("secret = 0x", "secret = 0xff")));
        advance(20);
        assertThat(pair.statusA().ikeSuites()).as("the keys differ").isEmpty();
        assertThat(ping(1)).isZero();
    }

    private static DemoConfig.Pair withChild(DemoConfig.Pair configs, String settings) {
        return new DemoConfig.Pair(withChild(configs.a(), settings), withChild(configs.b(), settings));
    }

    private static String withChild(String text, String settings) {
        return text.replace("rekey_bytes", settings + "\nrekey_bytes");
    }
}
