package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlException;
import dev.ringswan.gateway.control.ControlReply;
import dev.ringswan.gateway.control.ControlRequest;
import dev.ringswan.gateway.control.TopText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringswan top}: the tunnels with their rates, until q or an interrupt. */
@Command(name = "top", description = "Shows the tunnels with their rates; q ends it.", mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
    private static final int KEY_CHECK_MS = 100;

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--interval", paramLabel = "SEC", description = "between screens (default: ${DEFAULT-VALUE})")
    private double interval = 1;

    @Option(names = "--once", description = "prints one screen as plain text, and ends")
    private boolean once;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Terminal terminal = once ? Terminal.none() : Terminal.open(out)) {
            ControlReply earlier = gateway.ask(new ControlRequest.Status());
            while (waitedOut(terminal)) {
                ControlReply now = gateway.ask(new ControlRequest.Status());
                Terminal.Size size = terminal.size();
                List<String> lines = new TopText(earlier.details(), now.details()).lines(size.columns(), size.rows());
                if (once) {
                    lines.forEach(line -> out.println(line.stripTrailing()));
                    return 0;
                }
                terminal.show(lines);
                earlier = now;
            }
            return 0;
        } catch (ControlException e) {
            spec.commandLine().getErr().println("ringswan: " + e.getMessage());
            return GatewayOptions.NO_GATEWAY;
        }
    }

    /** False when the user wants no more. */
    private boolean waitedOut(Terminal terminal) throws InterruptedException, IOException {
        long endNs = System.nanoTime() + (long) (Math.max(0.1, interval) * TimeUnit.SECONDS.toNanos(1));
        while (System.nanoTime() - endNs < 0) {
            if (terminal.quits()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(KEY_CHECK_MS);
        }
        return true;
    }
}
