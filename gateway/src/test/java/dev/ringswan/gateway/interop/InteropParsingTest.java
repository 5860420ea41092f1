package dev.ringswan.gateway.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parts of the interop engine that judge: were they wrong, a failure could pass. */
final class InteropParsingTest {
    private static final String REPLY = "64 bytes from 10.2.0.2: icmp_seq=%d ttl=62 time=1.50 ms\n";
    private static final String SUMMARY = "\n--- 10.2.0.2 ping statistics ---\n%d packets transmitted, 0 received\n";

    @Test
    void countsLostPings() {
        String text = REPLY.formatted(1) + REPLY.formatted(3) + REPLY.formatted(4) + SUMMARY.formatted(4);

        assertThat(PingStream.outcome(text)).isEqualTo(new PingStream.Outcome(4, 1, 0, 1.5));
    }

    @Test
    void forgivesPingsUnderWayAtTheEnd() {
        String text = REPLY.formatted(1) + REPLY.formatted(2) + SUMMARY.formatted(4);

        assertThat(PingStream.outcome(text)).isEqualTo(new PingStream.Outcome(2, 0, 0, 1.5));
    }

    @Test
    void doesNotForgiveALongSilenceAtTheEnd() {
        String text = REPLY.formatted(1) + SUMMARY.formatted(100);

        assertThat(PingStream.outcome(text).lost()).isEqualTo(99);
    }

    @Test
    void countsAllAsLostWhenNothingIsAnswered() {
        assertThat(PingStream.outcome(SUMMARY.formatted(10)).lost()).isEqualTo(10);
    }

    @Test
    void countsDuplicates() {
        String text = REPLY.formatted(1) + REPLY.formatted(1).replace(" ms", " ms (DUP!)") + SUMMARY.formatted(1);

        assertThat(PingStream.outcome(text)).isEqualTo(new PingStream.Outcome(1, 0, 1, 1.5));
    }

    @Test
    void failsWhenPingDoes() {
        assertThatThrownBy(() -> PingStream.outcome("ping: connect: Network is unreachable"))
                .isInstanceOf(InteropFailure.class)
                .hasMessageContaining("unreachable");
    }

    @Test
    void readsTheSasOfStrongSwan() {
        String text =
                "list-sa event {tunnel {uniqueid=2 version=2 state=ESTABLISHED local-host=198.51.100.2 local-port=4500"
                        + " local-id=theirs remote-id=ours initiator=yes initiator-spi=0a responder-spi=0b encr-alg=AES_GCM_16"
                        + " tasks-active=[IKE_DPD] child-sas {"
                        + "net-1 {name=net uniqueid=1 reqid=1 state=REKEYED mode=TUNNEL protocol=ESP encap=yes spi-in=c1 spi-out=d1"
                        + " local-ts=[10.2.0.0/24] remote-ts=[10.1.0.0/24]} "
                        + "net-3 {name=net uniqueid=3 reqid=1 state=INSTALLED mode=TUNNEL protocol=ESP encap=yes spi-in=c3 spi-out=d3"
                        + " local-ts=[10.2.0.0/24] remote-ts=[10.1.0.0/24]}}}}\n"
                        + "list-sa event {tunnel {uniqueid=1 version=2 state=REKEYED initiator-spi=01 responder-spi=02"
                        + " child-sas {}}}\nlist-sas reply {}";

        assertThat(StrongSwan.parse(text)).isEqualTo(new Sas(Set.of("0a:0b"), Map.of("c3", "d3")));
    }

    @Test
    void readsTheSasOfRingswan() throws IOException {
        String text = """
                {"ok":true, "connections":[{"name":"tunnel", "state":"up", "initiator_spi":"0a", "responder_spi":"0b",
                  "children":[{"name":"net", "sas":[
                    {"use":"old", "in":{"spi":"0x000000c1"}, "out":{"spi":"0x000000d1"}},
                    {"use":"current", "in":{"spi":"0x000000c3"}, "out":{"spi":"0x000000d3"}}]}]},
                 {"name":"other", "state":"down", "children":[{"name":"net", "sas":[]}]}]}
                """;

        assertThat(Ringswan.parse(JSON.std.mapFrom(text)))
                .isEqualTo(new Sas(Set.of("0a:0b"), Map.of("000000c3", "000000d3")));
    }

    @Test
    void seesNothingWhereNothingIs() {
        assertThat(StrongSwan.parse("list-sas reply {}").isEmpty()).isTrue();
    }

    @Test
    void knowsWhetherBothEndsSeeTheSame() {
        Sas sas = new Sas(Set.of("0a:0b"), Map.of("c3", "d3"));

        assertThat(sas.mirrors(new Sas(Set.of("0a:0b"), Map.of("d3", "c3")))).isTrue();
        assertThat(sas.mirrors(sas)).isFalse();
        assertThat(sas.mirrors(new Sas(Set.of("0a:0c"), Map.of("d3", "c3")))).isFalse();
        assertThat(sas.mirrors(new Sas(Set.of(Sas.UNKNOWN), Map.of("d3", "c3"))))
                .isTrue();
        assertThat(sas.mirrors(new Sas(Set.of(), Map.of("d3", "c3")))).isFalse();
    }

    @Test
    void findsTheLastComplaint() {
        String log = """
                10:00:00.000 05[CFG] selected peer config 'tunnel'
                10:00:00.001 05[CFG]   no acceptable ENCRYPTION_ALGORITHM found
                10:00:00.002 05[ENC] generating INFORMATIONAL request 3 [ ]
                """;

        assertThat(Complaints.last(log)).endsWith("no acceptable ENCRYPTION_ALGORITHM found");
    }

    @Test
    void choosesScenariosByTheirNames() {
        Scenario scenario = new Scenario("matrix/psk/aes256-sha256-modp2048/we-initiate", Setup.seed(), List.of());

        assertThat(scenario.matches("matrix/*")).isTrue();
        assertThat(scenario.matches("*/we-?nitiate")).isTrue();
        assertThat(scenario.matches("matrix")).isFalse();
    }

    @Test
    void givesEachScenarioANameOfItsOwn() {
        List<Scenario> all = Scenarios.all();

        assertThat(all.stream().map(Scenario::name)).doesNotHaveDuplicates().hasSizeGreaterThan(40);
        assertThat(all.stream().filter(scenario -> scenario.matches("matrix/*")))
                .hasSize(32);
        assertThat(all).noneMatch(scenario -> scenario.steps().isEmpty());
    }
}
