package dev.ringswan.gateway.daemon;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.GatewayStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Shows the counters while the gateway runs: a status line now and then, and a file that is replaced each second, so that a
 * reader always finds a whole JSON object.
 *
 * <p><em>Threading:</em> shares the conductor's thread.
 */
final class StatusReporter implements Agent {
    private static final long FILE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Gateway gateway;
    private final DaemonOptions options;
    private final PrintStream out;
    private final NanoClock clock;
    private long lineDeadlineNs;
    private long fileDeadlineNs;
    private @Nullable GatewayStatus previous;

    StatusReporter(Gateway gateway, DaemonOptions options, PrintStream out, NanoClock clock) {
        this.gateway = gateway;
        this.options = options;
        this.out = out;
        this.clock = clock;
        fileDeadlineNs = clock.nanoTime();
        lineDeadlineNs = fileDeadlineNs + lineIntervalNs();
    }

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        if (options.statusIntervalSeconds() > 0 && nowNs - lineDeadlineNs >= 0) {
            lineDeadlineNs = nowNs + lineIntervalNs();
            printLine();
        }
        if (options.countersFile() != null && nowNs - fileDeadlineNs >= 0) {
            fileDeadlineNs = nowNs + FILE_INTERVAL_NS;
            writeFile();
        }
        return 0;
    }

    private long lineIntervalNs() {
        return TimeUnit.SECONDS.toNanos(options.statusIntervalSeconds());
    }

    private void printLine() {
        GatewayStatus status = gateway.status();
        out.println(options.jsonStatus() ? status.toJson() : line(previous, status));
        previous = status;
    }

    /** For example {@code in 120034 packets 1.31 Gbit/s | out 240112 packets 2.62 Gbit/s | drops 0}. */
    static String line(@Nullable GatewayStatus before, GatewayStatus now) {
        return "in %d packets %.2f Gbit/s | out %d packets %.2f Gbit/s | drops %s"
                .formatted(
                        now.inbound().packets(),
                        gigabits(
                                before == null ? 0 : before.inbound().bytes(),
                                now.inbound().bytes(),
                                before,
                                now),
                        now.outbound().packets(),
                        gigabits(
                                before == null ? 0 : before.outbound().bytes(),
                                now.outbound().bytes(),
                                before,
                                now),
                        drops(now));
    }

    private static double gigabits(long bytesBefore, long bytes, @Nullable GatewayStatus before, GatewayStatus now) {
        long elapsedNs = now.elapsedNs() - (before == null ? 0 : before.elapsedNs());
        return elapsedNs <= 0 ? 0 : (bytes - bytesBefore) * 8.0 / elapsedNs;
    }

    private static String drops(GatewayStatus status) {
        StringBuilder text = new StringBuilder();
        text.append(status.inbound().dropCount() + status.outbound().dropCount());
        status.drops()
                .forEach((reason, count) -> text.append(", ")
                        .append(reason.name().toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(count));
        return text.toString();
    }

    /** Replaces the counters file by one with the counters of now. */
    void writeFile() {
        Path file = options.countersFile();
        if (file == null) {
            return;
        }
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(temporary, gateway.status().toJson() + '\n');
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the counters file " + file + " cannot be written", e);
        }
    }

    @Override
    public String roleName() {
        return "status-reporter";
    }
}
