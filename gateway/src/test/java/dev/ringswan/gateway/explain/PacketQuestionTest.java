package dev.ringswan.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.dataplane.policy.Flow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketQuestionTest {
    private static PacketQuestion parse(String... words) {
        return PacketQuestion.parse(List.of(words), 40_000, 100);
    }

    @Test
    void isSeenAsThePacketThatItDescribes() {
        PacketQuestion question = parse("10.0.0.1 -> 10.1.0.1 tcp 443");
        assertThat(question.flow()).hasToString("10.0.0.1 -> 10.1.0.1 protocol 6 ports 40000,443");
        assertThat(question.answer()).hasToString("10.1.0.1 -> 10.0.0.1 protocol 6 ports 443,40000");
        assertThat(question).hasToString("10.0.0.1 -> 10.1.0.1 tcp 443 from port 40000, 100 bytes");
        assertThat(parse(question.words())).isEqualTo(question);
    }

    @Test
    void knowsIpv6AndProtocolsWithoutPorts() {
        assertThat(parse("fd00::1", "fd00::2", "icmpv6").flow().sourcePort()).isEqualTo(128 << 8);
        assertThat(parse("fd00::1", "fd00::2", "icmpv6").answer().sourcePort()).isEqualTo(129 << 8);
        assertThat(parse("10.0.0.1", "10.0.0.2", "icmp").flow().sourcePort()).isEqualTo(8 << 8);
        assertThat(parse("10.0.0.1", "10.0.0.2", "47").flow().targetPort()).isEqualTo(Flow.OPAQUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1 fd00::1 icmp",
                "10.0.0.1 10.1.0.1 tcp",
                "10.0.0.1 10.1.0.1 icmp 7",
                "10.0.0.1 10.1.0.1 tcp 65536",
                "10.0.0.1 10.1.0.1 tpc 443",
                "10.0.0.1 10.1.0.1 256",
                "10.0.0.1 host.example tcp 443",
                "10.0.0.1 10.1.0.1",
                "fd00::1 fd00::2 43",
                ""
            })
    void refusesWhatIsNoPacket(String text) {
        assertThatThrownBy(() -> parse(text).flow()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seesWhatTheShellMakesOfAnArrow() {
        assertThatThrownBy(() -> parse("10.0.0.1", "-", "tcp", "443")).hasMessageContaining("quote it");
    }
}
