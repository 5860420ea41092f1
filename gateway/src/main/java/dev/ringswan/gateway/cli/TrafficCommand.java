package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.demo.DemoFiles;
import dev.ringswan.gateway.demo.LiveLine;
import dev.ringswan.gateway.demo.TrafficReceiver;
import dev.ringswan.gateway.demo.TrafficSender;
import dev.ringswan.gateway.demo.Transfer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringswan traffic}: TCP data that is hashed at both ends; for the demo and the tests. */
@Command(name = "traffic", description = "Sends or receives data over TCP and hashes it.", hidden = true)
final class TrafficCommand {
    /** Port that nobody else uses in the demo's namespaces. */
    private static final String PORT = "5001";

    @Command(name = "send", description = "Sends at least so many bytes for at least so many seconds.")
    int send(
            @Option(names = "--to", required = true) InetAddress target,
            @Option(names = "--port", defaultValue = PORT) int port,
            @Option(names = "--bytes", defaultValue = "1073741824") long bytes,
            @Option(names = "--seconds", defaultValue = "0") long seconds,
            @Option(names = "--seed", defaultValue = "1") long seed,
            @Option(names = "--report", required = true) Path report)
            throws IOException, InterruptedException {
        Transfer transfer =
                TrafficSender.send(new InetSocketAddress(target, port), bytes, TimeUnit.SECONDS.toNanos(seconds), seed);
        DemoFiles.write(report, transfer);
        return 0;
    }

    @Command(name = "receive", description = "Receives one connection.")
    int receive(
            @Option(names = "--bind", required = true) InetAddress local,
            @Option(names = "--port", defaultValue = PORT) int port,
            @Option(names = "--watch", description = "counters file of a gateway to show") @Nullable List<Path> watched,
            @Option(names = "--terminal", description = "renews the line in place") boolean terminal,
            @Option(names = "--report", required = true) Path report)
            throws IOException {
        Transfer transfer = receive(
                new InetSocketAddress(local, port), watched == null ? List.of() : watched, System.err, terminal);
        DemoFiles.write(report, transfer);
        return 0;
    }

    private static Transfer receive(InetSocketAddress local, List<Path> watched, PrintStream progress, boolean terminal)
            throws IOException {
        AtomicLong bytes = new AtomicLong();
        if (watched.isEmpty()) {
            return TrafficReceiver.receive(local, bytes::set);
        }
        try (LiveLine _ = new LiveLine(bytes::get, () -> LiveLine.fromFiles(watched), progress, terminal)) {
            return TrafficReceiver.receive(local, bytes::set);
        }
    }
}
