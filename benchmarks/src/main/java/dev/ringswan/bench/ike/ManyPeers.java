package dev.ringswan.bench.ike;

import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.MemoryPair;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Answers: what do thousands of IKE SAs, each with a child, cost in memory, and do liveness and rekeys of all of them keep
 * working? Two gateways in one thread with a clock that is moved by hand.
 */
final class ManyPeers {
    private static final int LIVENESS_SECONDS = 30;
    /** Each child is rekeyed at a random time in the second half of this. */
    private static final int REKEY_SECONDS = 120;
    /** So many come up before the gateways are run: their messages fit into the queues between them. */
    private static final int TURN = 4;
    /** Short enough that few of them have something to say at a time. */
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(4);

    /**
     * What was seen.
     *
     * @param bytesPerPair heap after collection of one IKE SA with its child, at one gateway; key memory outside the heap is
     *     not in it
     * @param handshakeSeconds to bring all up, both gateways
     * @param livenessSeconds of computing for one question and answer of every IKE SA
     * @param aliveAfterLiveness children that still carry traffic then
     * @param rekeys child SAs that were replaced when their time was over
     * @param aliveAfterRekey children that still carry traffic then
     */
    record Result(
            int count,
            double bytesPerPair,
            double handshakeSeconds,
            double livenessSeconds,
            int aliveAfterLiveness,
            long rekeys,
            int aliveAfterRekey) {
        String toText() {
            return """
                    IKE SAs with a child        %d between two gateways in one thread
                    heap of a pair              %.0f bytes at each gateway
                    all up after                %.1f s of computing
                    liveness of all             %.2f s of computing, %d children alive
                    rekeys in two minutes       %d, %d children alive
                    """.formatted(
                            count,
                            bytesPerPair,
                            handshakeSeconds,
                            livenessSeconds,
                            aliveAfterLiveness,
                            rekeys,
                            aliveAfterRekey);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("benchmark", "peers");
            map.put("count", count);
            map.put("bytes_per_pair", bytesPerPair);
            map.put("handshake_seconds", handshakeSeconds);
            map.put("liveness_seconds", livenessSeconds);
            map.put("alive_after_liveness", aliveAfterLiveness);
            map.put("rekeys", rekeys);
            map.put("alive_after_rekey", aliveAfterRekey);
            return map;
        }
    }

    private long nowNs = TimeUnit.HOURS.toNanos(1);

    private ManyPeers() {}

    /** Brings {@code count} up, lets them ask for each other, and lets their keys end. */
    static Result run(int count) throws Exception {
        return new ManyPeers().measure(count);
    }

    private Result measure(int count) throws Exception {
        try (Parties parties = Parties.withSharedKey();
                MemoryPair pair = new MemoryPair(
                        new DemoConfig.Pair(text(parties, count, 1, 2), text(parties, count, 2, 1)),
                        AeadProviders.select("auto"),
                        new SecureRandom(),
                        () -> nowNs)) {
            pair.pump();
            long empty = usedBytes();
            long startNs = System.nanoTime();
            for (int i = 0; i < count; i++) {
                pair.gatewayA().ike().up("peer" + i, null);
                if (i % TURN == TURN - 1) {
                    nowNs += STEP_NS;
                    pair.pump();
                }
            }
            pair.pump();
            double handshakeSeconds = secondsSince(startNs);
            requireAlive(pair, count);
            long full = usedBytes();
            startNs = System.nanoTime();
            advance(pair, LIVENESS_SECONDS + 15);
            double livenessSeconds = secondsSince(startNs);
            int aliveAfterLiveness = alive(pair);
            advance(pair, REKEY_SECONDS);
            return new Result(
                    count,
                    (full - empty) / 2.0 / count,
                    handshakeSeconds,
                    livenessSeconds,
                    aliveAfterLiveness,
                    pair.statusA().rekeys(),
                    alive(pair));
        }
    }

    private void advance(MemoryPair pair, int seconds) {
        long endNs = nowNs + TimeUnit.SECONDS.toNanos(seconds);
        while (nowNs < endNs) {
            nowNs += STEP_NS;
            pair.pump();
        }
    }

    private static void requireAlive(MemoryPair pair, int count) {
        if (alive(pair) != count) {
            throw new IllegalStateException(alive(pair) + " of " + count + " children came up");
        }
    }

    private static int alive(MemoryPair pair) {
        return Math.min(
                pair.statusA().children().size(), pair.statusB().children().size());
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /** Each peer has a connection of its own, known by its identity. */
    private static String text(Parties parties, int count, int own, int peer) {
        StringBuilder text = new StringBuilder(
                "gateway {\n mode = inline\n sa_capacity = %d\n}\n".formatted(Integer.highestOneBit(count) * 4));
        text.append("connections {\n");
        for (int i = 0; i < count; i++) {
            text.append("""
                    peer%1$d {
                        local_addrs = 192.0.2.%2$d
                        remote_addrs = 192.0.2.%3$d
                        encap = yes
                        proposals = aes256gcm16-prfsha256-x25519
                        dpd_delay = %4$ds
                        local { auth = psk
                            id = peer%1$d.%2$d.example
                        }
                        remote { auth = psk
                            id = peer%1$d.%3$d.example
                        }
                        children {
                            net {
                                local_ts = 10.%2$d.%5$d.%6$d/32
                                remote_ts = 10.%3$d.%5$d.%6$d/32
                                esp_proposals = aes256gcm16-x25519-esn
                                rekey_time = %7$ds
                                rand_time = %8$ds
                                life_time = %9$ds
                            }
                        }
                    }
                    """.formatted(
                            i,
                            own,
                            peer,
                            LIVENESS_SECONDS,
                            i / 256,
                            i % 256,
                            REKEY_SECONDS,
                            REKEY_SECONDS / 2,
                            2 * REKEY_SECONDS));
        }
        return text.append("}\n").append(parties.secrets(own)).toString();
    }
}
