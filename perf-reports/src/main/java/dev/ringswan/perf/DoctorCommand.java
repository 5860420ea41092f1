package dev.ringswan.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether this machine is fit for measuring, and what to do about what is not. */
@Command(
        name = "doctor",
        description =
                "Says what on this machine disturbs measurements, and the remedy. Exit code 4 when something does.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int UNFIT = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--proc", hidden = true, defaultValue = "/proc")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path proc;

    @Option(names = "--sys", hidden = true, defaultValue = "/sys")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path sys;

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.read(proc, sys);
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table("fact", "value");
        table.row("hardware", machine.hardwareId());
        machine.hardware().forEach((name, value) -> table.row("  " + name, value));
        table.row("software", machine.softwareId());
        machine.software().forEach((name, value) -> table.row("  " + name, value));
        table.print(out);
        out.println();
        List<Preflight.Finding> findings = Preflight.check(proc, sys);
        for (Preflight.Finding finding : findings) {
            out.println("! " + finding.what());
            out.println("  remedy: " + finding.remedy());
        }
        out.println(findings.isEmpty() ? "fit for measuring" : "found: " + findings.size());
        out.flush();
        return findings.isEmpty() ? 0 : UNFIT;
    }
}
