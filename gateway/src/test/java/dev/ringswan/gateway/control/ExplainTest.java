package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.explain.PacketQuestion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    @TempDir
    private Path directory;

    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ControlFixture(directory);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ControlReply packet(String words, int length) throws Exception {
        return fixture.call(new ControlRequest.ExplainPacket(PacketQuestion.parse(List.of(words), 40_000, length)));
    }

    private void up() throws Exception {
        assertThat(fixture.call(new ControlRequest.Up(new ControlRequest.Target("office", null, 60)))
                        .ok())
                .isTrue();
    }

    @Test
    void followsAPacketIntoItsSa() throws Exception {
        up();
        ControlReply reply = packet("10.1.0.5 10.2.0.9 tcp 443", 100);
        assertThat(reply.details())
                .containsEntry("fate", "protected")
                .containsEntry("drop", null)
                .containsEntry("policy", 1)
                .containsEntry("child", "office/net");
        assertThat(reply.messages())
                .contains("policy 1 of 3: PROTECT [10.1.0.0/24] === [10.2.0.0/24], child office/net")
                .anyMatch(
                        line -> line.startsWith("SA " + reply.details().get("spi") + ": aes256gcm16-esn, tunnel mode"))
                .anyMatch(line -> line.startsWith("an answer is accepted by SA 0x"))
                .anyMatch(line -> line.contains("the MSS is at most"));
    }

    @Test
    void saysWhatDropsAPacket() throws Exception {
        assertThat(packet("10.1.0.5 10.7.0.1 tcp 443", 100).details())
                .containsEntry("drop", "policy_discard")
                .containsEntry("policy", null);
        ControlReply down = packet("10.1.0.5 10.2.0.9 udp 53", 100);
        assertThat(down.details()).containsEntry("drop", "no_outbound_sa").containsEntry("child", "office/net");
        assertThat(down.messages()).contains("connection office is down", "bring it up: ringswan up office/net");
        up();
        assertThat(packet("10.1.0.5 10.2.0.9 udp 53", 1_500).details()).containsEntry("drop", "too_big");
    }

    @Test
    void saysWhatAConnectionOffersAndWhatFailed() throws Exception {
        fixture.call(new ControlRequest.Up(new ControlRequest.Target("depot", null, 200)));
        ControlReply reply = fixture.call(new ControlRequest.ExplainIke("depot"));
        assertThat(reply.messages())
                .anyMatch(line -> line.startsWith("CONNECT depot: 192.0.2.1"))
                .anyMatch(line -> line.contains("    IKE  aes256gcm16"))
                .anyMatch(line -> line.startsWith("state: "))
                .anyMatch(line -> line.startsWith("last failure, ") && line.contains("AUTHENTICATION_FAILED"));
        assertThat(fixture.call(new ControlRequest.ExplainIke("nowhere")).messages())
                .singleElement()
                .asString()
                .contains("there is no connection 'nowhere'; configured are office, depot");
    }

    @Test
    void showsRatesOfTunnels() throws Exception {
        up();
        ControlReply earlier = fixture.call(new ControlRequest.Status());
        fixture.run(100);
        ControlReply now = fixture.call(new ControlRequest.Status());
        List<String> screen = new TopText(earlier.details(), now.details()).lines(80, 24);
        assertThat(screen).allMatch(line -> line.length() <= 80);
        assertThat(screen.getFirst()).contains("2 of 3 tunnels up");
        assertThat(screen).anyMatch(line -> line.startsWith("office/net") && line.contains(" up "));
        assertThat(screen).anyMatch(line -> line.startsWith("depot/net") && line.contains(" down "));
        List<String> small = new TopText(earlier.details(), now.details()).lines(60, 6);
        assertThat(small).hasSize(6).allMatch(line -> line.length() <= 60);
        assertThat(small.get(4)).startsWith("depot/net");
        assertThat(small.getLast()).startsWith("… and 2 more");
    }

    @Test
    void scalesRates() {
        assertThat(TopText.scaled(0)).isEqualTo("0 ");
        assertThat(TopText.scaled(999.4)).isEqualTo("999 ");
        assertThat(TopText.scaled(999.6)).isEqualTo("1.00 k");
        assertThat(TopText.scaled(12_345_678)).isEqualTo("12.3 M");
        assertThat(TopText.scaled(2.5e9)).isEqualTo("2.50 G");
    }
}
