package dev.ringswan.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a gateway that talks to another one, over a real socket. */
class OperatorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ControlFixture(directory);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ControlRequest.Target target(String connection, @Nullable String child, int seconds) {
        return new ControlRequest.Target(connection, child, seconds);
    }

    private ControlReply up(String connection, @Nullable String child) throws Exception {
        return fixture.call(new ControlRequest.Up(target(connection, child, 170)));
    }

    private Map<Object, Object> connection(String name) throws Exception {
        return named(fixture.call(new ControlRequest.Status()).details().get("connections"), name);
    }

    private Map<Object, Object> child(String connection, String name) throws Exception {
        return named(connection(connection).get("children"), name);
    }

    private static Map<Object, Object> named(@Nullable Object list, String name) {
        return StatusText.maps(list).stream()
                .filter(map -> name.equals(map.get("name")))
                .findFirst()
                .map(OperatorTest::map)
                .orElseThrow();
    }

    private static Map<Object, Object> map(@Nullable Object value) {
        return new LinkedHashMap<>((Map<?, ?>) Objects.requireNonNull(value));
    }

    private String currentSpi(String child) throws Exception {
        return StatusText.maps(child("office", child).get("sas")).stream()
                .filter(pair -> "current".equals(pair.get("use")))
                .map(pair -> String.valueOf(map(pair.get("in")).get("spi")))
                .reduce((_, last) -> last)
                .orElse("none");
    }

    private String ikeSpis() throws Exception {
        Map<Object, Object> office = connection("office");
        return office.get("initiator_spi") + " " + office.get("responder_spi");
    }

    @Test
    void bringsAConnectionUpWithAllItsChildren() throws Exception {
        ControlReply reply = up("office", null);
        assertThat(reply.messages()).hasSize(2).allMatch(message -> message.contains("is up, in 0x"));
        assertThat(reply.ok()).isTrue();
        assertThat(connection("office")).containsEntry("state", "up");
        assertThat(child("office", "net")).containsEntry("state", "up");
        assertThat(child("office", "lab")).containsEntry("state", "up");
    }

    @Test
    void bringsOneChildUpAndDown() throws Exception {
        assertThat(up("office", "lab").ok()).isTrue();
        assertThat(child("office", "net")).containsEntry("state", "down");
        assertThat(child("office", "lab")).containsEntry("state", "up");
        ControlReply down = fixture.call(new ControlRequest.Down(target("office", "lab", 30)));
        assertThat(down.messages()).containsExactly("office/lab: is down");
        assertThat(child("office", "lab")).containsEntry("state", "down");
        assertThat(connection("office")).containsEntry("state", "up");
    }

    @Test
    void takesAConnectionDownWithoutCallingThatAFailure() throws Exception {
        up("office", null);
        ControlReply down = fixture.call(new ControlRequest.Down(target("office", null, 30)));
        assertThat(down.ok()).isTrue();
        assertThat(connection("office")).containsEntry("state", "down").containsEntry("last_failure", null);
    }

    @Test
    void rekeysAChild() throws Exception {
        up("office", null);
        String before = currentSpi("net");
        String other = currentSpi("lab");
        ControlReply reply = fixture.call(new ControlRequest.Rekey(target("office", "net", 30), false));
        assertThat(reply.messages()).hasSize(1).allMatch(message -> message.startsWith("office/net: is rekeyed, in "));
        assertThat(currentSpi("net")).isNotEqualTo(before).isNotEqualTo("none");
        assertThat(currentSpi("lab")).isEqualTo(other);
    }

    @Test
    void saysWhyAPeerDidNotAnswer() throws Exception {
        fixture.pair.secondRuns = false;
        ControlReply reply = up("office", "net");
        assertThat(reply.ok()).isFalse();
        assertThat(reply.messages()).containsExactly("office/net: the peer does not answer");
        Map<Object, Object> office = connection("office");
        assertThat(office).containsEntry("state", "down");
        assertThat(map(office.get("last_failure"))).containsEntry("reason", "the peer does not answer");
    }

    @Test
    void saysWhenTimeIsUp() throws Exception {
        fixture.pair.secondRuns = false;
        ControlReply reply = fixture.call(new ControlRequest.Up(target("office", "net", 2)));
        assertThat(reply.ok()).isFalse();
        assertThat(reply.messages()).containsExactly("office/net: nothing is known after 2 s; the gateway goes on");
        assertThat(connection("office")).containsEntry("state", "connecting");
    }

    @Test
    void namesWhatIsConfiguredWhenAskedForSomethingElse() throws Exception {
        assertThat(up("ofice", null).messages())
                .containsExactly("there is no connection 'ofice'; configured are office, depot");
        assertThat(up("office", "nett").messages())
                .containsExactly("there is no child 'office/nett'; configured are net, lab");
        assertThat(fixture.call(new ControlRequest.Rekey(target("office", "net", 9), false))
                        .messages())
                .containsExactly(
                        "office/net is not up, so there is nothing to rekey; bring it up by 'ringswan up office/net'");
    }

    @Test
    void showsConfiguredChildrenThatAreDown() throws Exception {
        List<String> lines =
                StatusText.of(fixture.call(new ControlRequest.Status()).details());
        assertThat(lines).anyMatch(line -> line.matches("depot +down .*"));
        assertThat(lines).anyMatch(line -> line.matches("  net +down"));
    }

    @Test
    void showsSuiteSpisAndTraffic() throws Exception {
        up("office", null);
        String ikeSpis = ikeSpis();
        List<String> lines =
                StatusText.of(fixture.call(new ControlRequest.Status()).details());
        assertThat(lines)
                .anyMatch(
                        line -> line.matches(
                                "  net +up +\\d+ s +aes256gcm16-esn +0x[0-9a-f]{8} 0x[0-9a-f]{8} +0 packets, 0 B +0 packets, 0 B .*"))
                .anyMatch(line -> line.contains("IKE SPIs " + ikeSpis + ", initiator"))
                .anyMatch(line -> line.contains("192.0.2.1:4500 - 192.0.2.2:4500, tunnel mode, in UDP"))
                .anyMatch(line -> line.contains("[10.1.0.0/24] === [10.2.0.0/24]"));
    }

    @Test
    void showsCounters() throws Exception {
        up("office", null);
        ControlReply reply = fixture.call(new ControlRequest.Counters());
        assertThat(CountersText.of(reply.details())).contains("child  office/net", "child  office/lab");
    }

    @Test
    void endsAfterTheReply() throws Exception {
        ControlReply reply = fixture.call(new ControlRequest.Stop());
        assertThat(reply.ok()).isTrue();
        assertThat(fixture.pair.stopped).isTrue();
    }

    @Test
    void rekeysTheIkeSa() throws Exception {
        up("office", null);
        String before = ikeSpis();
        assertThat(before).matches("[0-9a-f]{16} [0-9a-f]{16}");
        String child = currentSpi("net");
        ControlReply reply = fixture.call(new ControlRequest.Rekey(target("office", null, 30), true));
        assertThat(reply.ok()).as("%s", reply.messages()).isTrue();
        assertThat(ikeSpis()).isNotEqualTo(before);
        assertThat(currentSpi("net")).isEqualTo(child);
    }

    @Test
    void keepsTheSasOfUnchangedConnectionsOnReload() throws Exception {
        up("office", null);
        String before = currentSpi("net") + currentSpi("lab") + ikeSpis();
        fixture.pair.reloads(PairTexts.FIRST.replace("192.0.2.99", "192.0.2.98"));
        ControlReply reply = fixture.call(new ControlRequest.Reload());
        assertThat(reply.messages()).containsExactly("office: kept", "depot: changed");
        assertThat(currentSpi("net") + currentSpi("lab") + ikeSpis()).isEqualTo(before);
        assertThat(connection("depot").get("remote")).isEqualTo("192.0.2.98 port 500");
    }

    @Test
    void negotiatesAChangedConnectionAnew() throws Exception {
        up("office", null);
        fixture.pair.reloads(
                PairTexts.FIRST.replace("esp_proposals = aes128gcm16-esn", "esp_proposals = aes256gcm16-esn"));
        assertThat(fixture.call(new ControlRequest.Reload()).messages()).contains("office: changed");
        fixture.run(20);
        assertThat(connection("office")).containsEntry("state", "down");
        assertThat(currentSpi("net")).isEqualTo("none");
    }

    @Test
    void changesNothingForAFaultyFile() throws Exception {
        up("office", null);
        String before = currentSpi("net");
        fixture.pair.reloads(PairTexts.FIRST.replace("remote_ts", "remote_tx"));
        ControlReply reply = fixture.call(new ControlRequest.Reload());
        assertThat(reply.ok()).isFalse();
        assertThat(reply.messages()).anyMatch(fault -> fault.contains("did you mean 'remote_ts'?"));
        assertThat(currentSpi("net")).isEqualTo(before);
    }

    @Test
    void saysWhatNeedsARestart() throws Exception {
        fixture.pair.reloads(PairTexts.FIRST.replace("cell_size = 2048", "cell_size = 4096"));
        assertThat(fixture.call(new ControlRequest.Reload()).messages())
                .containsExactly("office: kept", "depot: kept", "needs a restart: section gateway has changed");
    }

    @Test
    void saysWhichSocketsStayAsTheyWere() throws Exception {
        fixture.pair.reloads(PairTexts.FIRST.replace("192.0.2.1\n", "192.0.2.7\n"));
        assertThat(fixture.call(new ControlRequest.Reload()).messages())
                .contains(
                        "needs a restart: a UDP socket at 192.0.2.7:4500 is new",
                        "needs a restart: a UDP socket at 192.0.2.1:4500 is not needed any more, and stays open");
    }
}
