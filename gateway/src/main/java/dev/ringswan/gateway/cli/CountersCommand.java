package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import dev.ringswan.gateway.control.CountersText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan counters}: traffic and drops by reason, of each SA, each port, and in total. */
@Command(
        name = "counters",
        description = "Shows what was carried and what was dropped, by reason.",
        mixinStandardHelpOptions = true)
final class CountersCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Counters(), CountersText::of);
    }
}
