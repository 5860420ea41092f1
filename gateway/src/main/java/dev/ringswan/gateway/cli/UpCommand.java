package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan up}: brings a connection or a child up, and says whether that worked, or why not. */
@Command(name = "up", description = "Brings a connection or a child up.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Up(target.target()));
    }
}
