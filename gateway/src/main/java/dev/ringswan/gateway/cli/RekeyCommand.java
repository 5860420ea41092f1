package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ringswan rekey}: gives the SAs of a connection or a child new keys. */
@Command(
        name = "rekey",
        description = "Gives the child SAs of a connection, or of a child, new keys.",
        mixinStandardHelpOptions = true)
final class RekeyCommand implements Callable<Integer> {
    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Option(names = "--ike", description = "the IKE SA instead of the child SAs")
    private boolean ike;

    @Override
    public Integer call() {
        return gateway.call(new ControlRequest.Rekey(target.target(), ike));
    }
}
