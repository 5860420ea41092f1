package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.ike.api.CloseCause;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.IkeInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a connection is tried for. */
class ConnectionKeeperTest {
    private long nowNs = 1;

    static IkeSettings settings(String line) {
        return settings(line, "start_action = start");
    }

    private static IkeSettings settings(String line, String actions) {
        try {
            return ConfigLoader.parse("""
                            connections {
                                office {
                                    local_addrs = 192.0.2.1
                                    remote_addrs = 192.0.2.2
                                    %s
                                    local {
                                        auth = psk
                                        id = gw-a.example
                                    }
                                    remote {
                                        auth = psk
                                        id = gw-b.example
                                    }
                                    children {
                                        net {
                                            local_ts = 10.1.0.0/16
                                            remote_ts = 10.2.0.0/16
                                            %s
                                        }
                                    }
                                }
                            }
                            secrets {
                                ike-b {
                                    id = gw-b.example
                                    secret = 0x000102030405060708090a0b0c0d0e0f
                                }
                            }
                            """.formatted(line, actions), "test.conf", Path.of("."))
                    .ike();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** How often it asks within an hour in which each attempt fails at once. */
    private int tries(ConnectionKeeper keeper) {
        int tries = 0;
        for (int second = 0; second < 3_600; second++) {
            nowNs += TimeUnit.SECONDS.toNanos(1);
            if (keeper.poll(nowNs, _ -> {}) > 0) {
                tries++;
                keeper.on(closed(CloseCause.NO_ANSWER), nowNs);
            }
        }
        return tries;
    }

    @Test
    void triesForEver() {
        assertThat(tries(new ConnectionKeeper(settings("keyingtries = 0"), new Random(1), nowNs)))
                .isGreaterThan(50);
    }

    @Test
    void givesUp() {
        ConnectionKeeper keeper = new ConnectionKeeper(settings("keyingtries = 3"), new Random(1), nowNs);
        assertThat(tries(keeper)).isEqualTo(3);
        assertThat(keeper.nextTryInNs("office", nowNs)).isEqualTo(Long.MAX_VALUE);
        keeper.on(new IkeEvent.Established("office", "suite"), nowNs);
        keeper.on(closed(CloseCause.LIFETIME), nowNs);
        assertThat(tries(keeper)).as("it was up in between").isEqualTo(3);
        // The operator's own attempt is the first of three.
        keeper.wanted("office", null);
        keeper.on(closed(CloseCause.NO_ANSWER), nowNs);
        assertThat(tries(keeper)).isEqualTo(2);
    }

    private static IkeEvent closed(CloseCause cause) {
        return new IkeEvent.Closed("office", cause, "for a test");
    }

    private static IkeEvent childClosed(CloseCause cause) {
        return new IkeEvent.ChildClosed("office", "net", cause, "for a test");
    }

    /** With a child that was up until the event. */
    private ConnectionKeeper after(String actions, IkeEvent event) {
        ConnectionKeeper keeper = new ConnectionKeeper(settings("", actions), new Random(1), nowNs);
        keeper.poll(nowNs, _ -> {});
        keeper.on(new IkeEvent.Established("office", "suite"), nowNs);
        keeper.on(new IkeEvent.ChildEstablished("office", "net", 1, 2, "suite"), nowNs);
        keeper.on(event, nowNs);
        return keeper;
    }

    private static String state(ConnectionKeeper keeper) {
        return keeper.nextTryInNs("office", 1) < Long.MAX_VALUE
                ? "started"
                : keeper.isTrapped("office", "net") ? "trapped" : "down";
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    start_action = start,                          PEER_DELETED, down
                    start_action = start,                          PEER_DEAD,    started
                    start_action = start,                          LIFETIME,     started
                    'start_action = start\n close_action = start', PEER_DELETED, started
                    'start_action = start\n close_action = trap',  PEER_DELETED, trapped
                    'start_action = start\n dpd_action = clear',   PEER_DEAD,    down
                    start_action = trap,                           PEER_DELETED, trapped
                    start_action = trap,                           PEER_DEAD,    trapped
                    start_action = none,                           PEER_DEAD,    down
                    close_action = start,                          PEER_DELETED, started
                    dpd_action = restart,                          PEER_DEAD,    started
                    dpd_action = restart,                          PEER_DELETED, down
                    """)
    void doesWhatTheSettingsSay(String actions, CloseCause cause, String state) {
        String lines = actions.replace("\\n", "\n");
        assertThat(state(after(lines, closed(cause)))).isEqualTo(state);
        assertThat(state(after(lines, childClosed(cause))))
                .as("the child alone")
                .isEqualTo(state);
    }

    @Test
    void leavesDownWhatTheOperatorTakesDown() {
        ConnectionKeeper keeper =
                after("start_action = start\nclose_action = start", new IkeEvent.Established("office", "suite"));
        keeper.unwanted("office", "net");
        keeper.on(childClosed(CloseCause.OPERATOR), nowNs);
        keeper.on(closed(CloseCause.PEER_DEAD), nowNs);
        assertThat(state(keeper)).isEqualTo("down");
        keeper.wanted("office", "net");
        keeper.on(closed(CloseCause.NO_ANSWER), nowNs);
        assertThat(state(keeper)).isEqualTo("started");
    }

    @Test
    void asksAgainForAChildThatIsRefusedWhileItsIkeSaStaysUp() {
        ConnectionKeeper keeper = new ConnectionKeeper(settings("keyingtries = 0"), new Random(1), nowNs);
        keeper.poll(nowNs, _ -> {});
        keeper.on(new IkeEvent.Established("office", "suite"), nowNs);
        keeper.on(childFailed(), nowNs);
        List<IkeInput> asked = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            nowNs += TimeUnit.SECONDS.toNanos(1);
            if (keeper.poll(nowNs, asked::add) > 0) {
                keeper.on(childFailed(), nowNs);
            }
        }
        assertThat(asked).contains(new IkeInput.InitiateChild("office", "net")).hasSizeBetween(10, 25);
        keeper.on(new IkeEvent.ChildEstablished("office", "net", 1, 2, "suite"), nowNs);
        assertThat(state(keeper)).as("it is there").isNotEqualTo("started");
        keeper.on(childFailed(), nowNs);
        assertThat(state(keeper)).as("a rekeying that fails is IKE's").isNotEqualTo("started");
    }

    @Test
    void givesAChildUpThatIsRefusedTooOften() {
        ConnectionKeeper keeper = new ConnectionKeeper(settings("keyingtries = 3"), new Random(1), nowNs);
        keeper.poll(nowNs, _ -> {});
        keeper.on(new IkeEvent.Established("office", "suite"), nowNs);
        keeper.on(childFailed(), nowNs);
        int tries = 0;
        for (int second = 0; second < 3_600; second++) {
            nowNs += TimeUnit.SECONDS.toNanos(1);
            if (keeper.poll(nowNs, _ -> {}) > 0) {
                tries++;
                keeper.on(childFailed(), nowNs);
            }
        }
        assertThat(tries).isEqualTo(3);
    }

    @Test
    void asksForAChildThatWentWithOneOfTwoIkeSas() {
        IkeEvent.Closed one = new IkeEvent.Closed("office", CloseCause.REPLACED, "for a test");
        ConnectionKeeper keeper = after("start_action = start", new IkeEvent.Established("office", "suite"));
        keeper.onOneClosed(one, _ -> true, nowNs);
        assertThat(state(keeper)).as("the other IKE SA has it").isNotEqualTo("started");
        keeper.onOneClosed(one, _ -> false, nowNs);
        assertThat(state(keeper)).isEqualTo("started");
        keeper = after("start_action = start", new IkeEvent.Established("office", "suite"));
        keeper.onOneClosed(new IkeEvent.Closed("office", CloseCause.PEER_DELETED, "for a test"), _ -> false, nowNs);
        assertThat(state(keeper)).as("close_action is none").isEqualTo("down");
    }

    private static IkeEvent childFailed() {
        return new IkeEvent.ChildFailed("office", "net", "for a test");
    }

    @Test
    void hearsOfAChildThatIsNotInTheConfigurationAnyMore() {
        ConnectionKeeper keeper = after("start_action = start", new IkeEvent.Established("office", "suite"));
        keeper.on(new IkeEvent.ChildEstablished("office", "removed", 3, 4, "suite"), nowNs);
        keeper.on(new IkeEvent.ChildClosed("office", "removed", CloseCause.CONFIGURATION, "for a test"), nowNs);
        assertThat(keeper.nextTryInNs("office", nowNs)).isEqualTo(Long.MAX_VALUE);
    }
}
