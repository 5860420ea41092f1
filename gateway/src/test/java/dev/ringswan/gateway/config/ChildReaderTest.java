package dev.ringswan.gateway.config;

import static dev.ringswan.gateway.config.ConfigTexts.faults;
import static dev.ringswan.gateway.config.ConfigTexts.parse;
import static dev.ringswan.gateway.config.ConnectionTexts.OFFICE;
import static dev.ringswan.gateway.config.ConnectionTexts.with;
import static dev.ringswan.gateway.config.ConnectionTexts.withChildSetting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.ike.api.ChildConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildReaderTest {
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    private static ChildSettings child(String text) throws ConfigException {
        return parse(text).ike().child("office", "net").orElseThrow();
    }

    private static ChildConfig ikeChild(String text) throws ConfigException {
        return parse(text).ike().config().connections().getFirst().child("net").orElseThrow();
    }

    private static List<String> warnings(String text) throws ConfigException {
        return parse(text).warnings().stream()
                .map(ConfigException.Problem::message)
                .toList();
    }

    @Test
    void readsAChild() throws ConfigException {
        ChildSettings net = child(OFFICE);
        assertThat(net.selectors()).isEqualTo(TrafficSelectors.of("10.1.0.0/16", "10.2.0.0/16"));
        assertThat(net.startAction()).isEqualTo(StartAction.START);
        assertThat(net.closeAction()).isEqualTo(StartAction.NONE);
        assertThat(net.dpdAction()).isEqualTo(StartAction.START);
        assertThat(net.replayWindow()).isEqualTo(1_024);
        assertThat(net.header()).isEqualTo(OuterHeaderRules.COPY);
        assertThat(net.pathMtu()).isEqualTo(1_500);
        ChildConfig config = ikeChild(OFFICE);
        assertThat(config.proposals()).extracting(ProposalText::format).containsExactly("aes256gcm16-x25519-esn-noesn");
        assertThat(config.localSelectors()).extracting(Object::toString).containsExactly("10.1.0.0-10.1.255.255");
        assertThat(config.transport()).isFalse();
    }

    @Test
    void livesAnHourWithATenthToRekey() throws ConfigException {
        assertThat(child(OFFICE).lifetime())
                .isEqualTo(new ChildLifetime(
                        new SaLifetime(
                                3_600 * SECOND_NS,
                                3_960 * SECOND_NS,
                                SaLifetime.UNLIMITED,
                                SaLifetime.UNLIMITED,
                                SaLifetime.UNLIMITED,
                                SaLifetime.UNLIMITED),
                        360 * SECOND_NS,
                        0,
                        0));
    }

    @Test
    void readsLifetimes() throws ConfigException {
        String text = withChildSetting("""
                rekey_time = 10m
                life_time = 12m
                rand_time = 30s
                rekey_bytes = 1G
                life_packets = 1000
                """);
        assertThat(child(text).lifetime())
                .isEqualTo(new ChildLifetime(
                        new SaLifetime(
                                600 * SECOND_NS, 720 * SECOND_NS, 1L << 30, (1L << 30) + (1L << 30) / 10, 1_000, 1_000),
                        30 * SECOND_NS,
                        (1L << 30) / 10,
                        0));
        assertThat(child(withChildSetting("rekey_time = 0")).lifetime().limits())
                .isEqualTo(SaLifetime.NONE);
    }

    @Test
    void refusesLifetimesThatLeaveNoTime() {
        assertThat(faults(withChildSetting("life_time = 30m")))
                .singleElement()
                .asString()
                .contains("life_time is less than 'rekey_time'");
        assertThat(faults(withChildSetting("rand_time = 2h")))
                .singleElement()
                .asString()
                .contains("random part");
    }

    @Test
    void takesTheAddressesForDynamicSelectors() throws ConfigException {
        String text =
                with("local_ts = 10.1.0.0/16", "local_ts = dynamic[tcp/80]").replace("remote_ts = 10.2.0.0/16", "");
        assertThat(child(text).selectors()).isEqualTo(TrafficSelectors.of("192.0.2.1[tcp/80]", "192.0.2.2"));
        String anyPeer = with("remote_addrs = 192.0.2.2", "remote_addrs = %any").replace("start_action = start", "");
        assertThat(child(anyPeer).startAction()).isEqualTo(StartAction.NONE);
        assertThat(faults(anyPeer.replace("remote_ts = 10.2.0.0/16", "remote_ts = dynamic")))
                .singleElement()
                .asString()
                .contains("names no address: write the networks");
        assertThat(faults(anyPeer.replace("remote_ts = 10.2.0.0/16", "")))
                .singleElement()
                .asString()
                .contains("%any");
    }

    @Test
    void warnsOfActionsTowardsAnybody() throws ConfigException {
        String anyPeer = with("remote_addrs = 192.0.2.2", "remote_addrs = %any");
        assertThat(warnings(anyPeer.replace("start_action = start", "close_action = start\ndpd_action = trap")))
                .anyMatch(warning -> warning.contains("close_action does nothing"))
                .anyMatch(warning -> warning.contains("dpd_action does nothing"));
        assertThat(warnings(anyPeer.replace("start_action = start", "close_action = none")))
                .noneMatch(warning -> warning.contains("does nothing"));
    }

    @Test
    void cannotStartTowardsAnybody() {
        assertThat(faults(with("remote_addrs = 192.0.2.2", "remote_addrs = %any")))
                .singleElement()
                .asString()
                .contains("start_action needs a peer with an address");
    }

    @Test
    void readsActionsInOldAndNewWords() throws ConfigException {
        ChildSettings net = child(withChildSetting("close_action = trap\ndpd_action = clear"));
        assertThat(net.closeAction()).isEqualTo(StartAction.TRAP);
        assertThat(net.dpdAction()).isEqualTo(StartAction.NONE);
        assertThat(faults(withChildSetting("dpd_action = hope")))
                .singleElement()
                .asString()
                .contains("none, trap or start");
    }

    @Test
    void roundsTheReplayWindowUp() throws ConfigException {
        assertThat(child(withChildSetting("replay_window = 32")).replayWindow()).isEqualTo(64);
        assertThat(faults(withChildSetting("replay_window = 0"))).hasSize(1);
    }

    @Test
    void readsTransportMode() throws ConfigException {
        assertThat(ikeChild(withChildSetting("mode = transport")).transport()).isTrue();
        assertThat(faults(withChildSetting("mode = beet")))
                .singleElement()
                .asString()
                .contains("tunnel, transport");
    }

    @Test
    void readsTheOuterHeader() throws ConfigException {
        OuterHeaderRules rules = child(withChildSetting("copy_df = no\ncopy_ecn = no\ncopy_dscp = no\ndscp = 46"))
                .header();
        assertThat(rules)
                .isEqualTo(new OuterHeaderRules(
                        46, OuterHeaderRules.EcnMode.COMPATIBILITY, OuterHeaderRules.DontFragmentMode.CLEAR));
        assertThat(faults(withChildSetting("copy_df = no\ndf = set")))
                .singleElement()
                .asString()
                .contains("twice");
    }

    @Test
    void warnsOfAMissingGroupAndOfCbc() throws ConfigException {
        assertThat(warnings(with("aes256gcm16-x25519-esn-noesn", "aes256-sha256")))
                .hasSize(2)
                .anyMatch(warning -> warning.contains("no forward secrecy"))
                .anyMatch(warning -> warning.contains("aes256gcm16 is safer"));
        assertThat(warnings(with("aes256gcm16-x25519-esn-noesn", "aes256gcm16-x25519, aes256-sha256-x25519")))
                .isEmpty();
    }

    @Test
    void takesSeveralChildren() throws ConfigException {
        String text = with("net {", "other {\nlocal_ts = 10.1.0.0/24\nremote_ts = 10.5.0.0/24\n}\nnet {");
        assertThat(parse(text).ike().children()).extracting(ChildSettings::name).containsExactly("other", "net");
        assertThat(parse(text).tun().routes()).hasSize(2);
    }
}
