package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.ike.api.Retransmission;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetransmissionReaderTest {
    private static GatewayConfig parse(String keys) throws ConfigException {
        return ConfigLoader.parse("gateway {\n" + keys + "\n}\n" + ConnectionTexts.OFFICE, "test.conf", Path.of("."));
    }

    private static Retransmission read(String keys) throws ConfigException {
        return parse(keys).ike().config().timers().retransmission();
    }

    @Test
    void leavesTheDefaults() throws ConfigException {
        assertThat(read("")).isEqualTo(Retransmission.DEFAULT);
        assertThat(Retransmission.DEFAULT.spanNs() / 1_000_000_000L).isEqualTo(165);
    }

    @Test
    void readsAllOfThem() throws ConfigException {
        Retransmission read = read("""
                retransmit_timeout = 2.5
                retransmit_base = 1.5
                retransmit_tries = 7
                retransmit_jitter = 20
                retransmit_limit = 10
                """);
        assertThat(read).isEqualTo(new Retransmission(2_500_000_000L, 1.5, 7, 20, 10_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            retransmit_timeout = 0;       retransmit_timeout is a number from 0.1 to 300
            retransmit_timeout = soon;    retransmit_timeout is a number from 0.1 to 300
            retransmit_base = 0.5;        retransmit_base is a number from 1 to 10
            retransmit_tries = 20;        retransmit_tries is a number from 0 to 19
            retransmit_jitter = 101;      retransmit_jitter is a number from 0 to 100
            retransmit_limit = -1;        retransmit_limit is a number from 0.1 to 3600
            retransmit_tries = 15;        expected at most 3600 s
            retransmit_trys = 3;          retransmit_tries
            """)
    void saysWhatIsWrong(String key, String message) {
        assertThatThrownBy(() -> read(key))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("test.conf:");
    }

    @Test
    void letsALimitKeepTheWholeShort() throws ConfigException {
        assertThat(read("retransmit_tries = 15\nretransmit_limit = 60").spanNs())
                .isLessThan(Retransmission.SPAN_MAX_NS);
    }

    @Test
    void warnsOfImpatience() throws ConfigException {
        List<ConfigException.Problem> warnings = parse("retransmit_tries = 1").warnings();
        assertThat(warnings).isEmpty();
        warnings = parse("retransmit_tries = 1\nretransmit_timeout = 1").warnings();
        assertThat(warnings).singleElement().asString().contains("take a peer for dead after 2.8 s");
    }
}
