package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.demo.DemoConfig;
import dev.ringswan.gateway.demo.DemoFiles;
import dev.ringswan.gateway.demo.DemoResult;
import dev.ringswan.gateway.demo.MemoryRun;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringswan demo}: what {@code scripts/demo} leaves to Java. */
@Command(name = "demo", description = "Parts of scripts/demo.", hidden = true)
final class DemoCommand {
    /** The interface between the two gateways, as the script calls it. */
    private static final String OUTSIDE = "outside";

    @Command(name = "config", description = "Writes gw-a.conf and gw-b.conf with fresh keys.")
    int config(
            @Option(names = "--directory", required = true) Path directory,
            @Option(names = "--outer-ipv6") boolean outerIpv6,
            @Option(names = "--plain-esp") boolean plainEsp,
            @Option(names = "--no-offload") boolean noOffload,
            @Option(names = "--xdp") boolean xdp,
            @Option(names = "--suite", defaultValue = "aes256gcm16") String suite,
            @Option(names = "--mode", defaultValue = "direct") String mode,
            @Option(names = "--rekey-bytes", defaultValue = "200000000") long rekeyBytes)
            throws IOException {
        new DemoConfig(outerIpv6, !plainEsp, suite, mode, rekeyBytes)
                .write(directory, new SecureRandom(), !noOffload, xdp ? OUTSIDE : null);
        return 0;
    }

    @Command(name = "memory", description = "Runs two gateways in this JVM.")
    int memory(
            @Option(names = "--bytes", defaultValue = "1073741824") long bytes,
            @Option(names = "--engine", defaultValue = "auto") String engine,
            @Option(names = "--terminal") boolean terminal,
            @Option(names = "--json") boolean json)
            throws ConfigException {
        return show(MemoryRun.run(bytes, engine, System.err, terminal), json);
    }

    @Command(name = "summary", description = "Puts together what the parts of the netns demo have written.")
    int summary(
            @Option(names = "--directory", required = true) Path directory,
            @Option(names = "--pings", required = true, split = ",", description = "sent,received") List<Integer> pings,
            @Option(names = "--seconds", required = true) double seconds,
            @Option(names = "--json") boolean json)
            throws IOException {
        return show(DemoFiles.result(directory, pings.get(0), pings.get(1), seconds), json);
    }

    private static int show(DemoResult result, boolean json) {
        System.out.print(json ? result.toJson() + "\n" : result.toText());
        result.failures().forEach(failure -> System.err.println("demo: FAILED: " + failure));
        return result.failures().isEmpty() ? 0 : 1;
    }
}
