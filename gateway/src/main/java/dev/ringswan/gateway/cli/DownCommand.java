package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan down}: takes a connection or a child down; it stays so until {@code up}, or until the peer calls. */
@Command(name = "down", description = "Takes a connection or a child down.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Down(target.target()));
    }
}
