package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan stop}: ends the gateway, after its peers have been told, and waits until it has. */
@Command(name = "stop", description = "Ends the gateway; its peers are told first.", mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Stop());
    }
}
