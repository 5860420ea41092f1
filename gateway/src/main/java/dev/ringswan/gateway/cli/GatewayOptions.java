package dev.ringswan.gateway.cli;

import dev.ringswan.gateway.control.ControlCaller;
import dev.ringswan.gateway.control.ControlException;
import dev.ringswan.gateway.control.ControlReply;
import dev.ringswan.gateway.control.ControlRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands to a running gateway have in common: which gateway, and how the reply is shown. */
final class GatewayOptions {
    /** Exit status when there is no gateway to ask. */
    static final int NO_GATEWAY = 3;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "where the gateway listens; else the only one in /run/ringswan")
    private @Nullable Path socket;

    @Option(names = "--json", description = "prints the reply as one JSON object")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Whether the reply is to be JSON. */
    boolean json() {
        return json;
    }

    /**
     * Asks.
     *
     * @throws ControlException when there is no gateway to ask
     */
    ControlReply ask(ControlRequest request) throws ControlException {
        return ControlCaller.call(socket == null ? ControlCaller.onlySocket() : socket, request);
    }

    /** Asks, and prints the sentences of the reply. */
    int call(ControlRequest request) {
        return call(request, _ -> List.of());
    }

    /**
     * Asks, and prints the reply.
     *
     * @param text turns its details into lines for people
     */
    int call(ControlRequest request, Function<Map<String, @Nullable Object>, List<String>> text) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ControlReply reply;
        try {
            reply = ask(request);
        } catch (ControlException e) {
            err.println("ringswan: " + e.getMessage());
            return NO_GATEWAY;
        }
        if (json) {
            out.println(reply.toJson());
        } else {
            reply.messages().forEach(reply.ok() ? out::println : message -> err.println("ringswan: " + message));
            text.apply(reply.details()).forEach(out::println);
        }
        out.flush();
        return reply.ok() ? 0 : 1;
    }
}
