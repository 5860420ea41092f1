package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import dev.ringswan.gateway.control.StatusText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringswan status}: every configured child, up or down, and why. */
@Command(
        name = "status",
        description = "Shows every configured child, up or down, and why.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Status(), StatusText::of);
    }
}
