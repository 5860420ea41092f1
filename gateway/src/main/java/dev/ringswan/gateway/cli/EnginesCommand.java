package dev.ringswan.gateway.cli;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringswan engines}: which crypto engines work on this machine, fastest first, and why the others do not. */
@Command(
        name = "engines",
        description = "Says what each crypto engine does on this machine.",
        mixinStandardHelpOptions = true)
final class EnginesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        boolean chosen = false;
        for (String name : AeadProviders.NAMES) {
            try {
                AeadProvider provider = AeadProviders.select(name);
                out.println((chosen ? "  " : "* ") + provider.description());
                chosen = true;
            } catch (NativeIoException e) {
                out.println("- " + name + ": " + e.getMessage());
            }
        }
        out.println("(* is what 'auto' takes, - does not work here)");
    }
}
