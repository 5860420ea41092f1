package dev.ringswan.gateway.demo;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.gateway.GatewayStatus;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The whole memory demo from engine to result. */
public final class MemoryRun {
    private static final int PINGS_IPV4 = 20;
    private static final int PINGS_IPV6 = 5;

    private MemoryRun() {}

    /**
     * Runs pings and a transfer.
     *
     * @param progress takes the live line
     * @param terminal whether that is a terminal
     */
    public static DemoResult run(long bytes, String engine, PrintStream progress, boolean terminal)
            throws ConfigException {
        AeadProvider provider = AeadProviders.select(engine);
        SecureRandom random = new SecureRandom();
        DemoConfig.Pair configs = new DemoConfig(
                        false, true, DemoConfig.DEFAULT.suite(), "inline", DemoConfig.rekeyBytes(bytes))
                .generate(random);
        long startNs = System.nanoTime();
        try (MemoryPair pair = new MemoryPair(configs, provider, random)) {
            MemoryDemo demo = new MemoryDemo(pair, DataplaneConfig.DEFAULT.cellSize());
            int answers = demo.ping(PINGS_IPV4, false) + demo.ping(PINGS_IPV6, true);
            AtomicLong arrived = new AtomicLong();
            MemoryDemo.Result result;
            try (LiveLine _ = new LiveLine(arrived::get, () -> counts(pair), progress, terminal)) {
                result = demo.transfer(bytes, random.nextLong(), arrived::set);
            }
            return new DemoResult(
                    "memory",
                    provider.name(),
                    PINGS_IPV4 + PINGS_IPV6,
                    answers,
                    result.sent(),
                    result.received(),
                    pair.statusA().ikeSuites().values().stream().findFirst().orElse("none"),
                    pair.statusA().rekeys(),
                    drops(pair),
                    (System.nanoTime() - startNs) / 1e9);
        }
    }

    private static LiveLine.Counts counts(MemoryPair pair) {
        GatewayStatus a = pair.statusA();
        GatewayStatus b = pair.statusB();
        return new LiveLine.Counts(
                a.outbound().packets() + b.outbound().packets(),
                drops(pair).values().stream().mapToLong(Long::longValue).sum());
    }

    private static Map<String, Long> drops(MemoryPair pair) {
        Map<String, Long> drops = new TreeMap<>();
        pair.statusA()
                .drops()
                .forEach((reason, count) -> drops.merge(reason.name().toLowerCase(Locale.ROOT), count, Long::sum));
        pair.statusB()
                .drops()
                .forEach((reason, count) -> drops.merge(reason.name().toLowerCase(Locale.ROOT), count, Long::sum));
        return drops;
    }
}
