package dev.ringswan.gateway.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.ike.api.IkeEvent;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a connection is tried for. */
class ConnectionKeeperTest {
    private long nowNs = 1;

    static IkeSettings settings(String line) {
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
                                            start_action = start
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
                            """.formatted(line), "test.conf", Path.of("."))
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
                keeper.on(new IkeEvent.Closed("office", "the peer does not answer"), nowNs);
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
        keeper.on(new IkeEvent.Closed("office", "the peer has deleted it"), nowNs);
        assertThat(tries(keeper)).as("it was up in between").isEqualTo(3);
        // The operator's own attempt is the first of three.
        keeper.wanted("office", true);
        keeper.on(new IkeEvent.Closed("office", "the peer does not answer"), nowNs);
        assertThat(tries(keeper)).isEqualTo(2);
    }
}
