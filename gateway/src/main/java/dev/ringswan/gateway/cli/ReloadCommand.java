package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan reload}: the gateway reads its configuration again; what has not changed is not touched. */
@Command(
        name = "reload",
        description = "Has the gateway read its configuration again.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Reload());
    }
}
