package dev.ringswan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures in another JVM with the flags of this one. Each engine gets its own, as in production: code that has seen several
 * engines is compiled for several.
 */
final class Launch {
    private Launch() {}

    /** Runs a command of {@link Main} for one engine and returns what it measured. */
    static List<Series> series(String command, List<String> arguments, String engine) throws Exception {
        List<String> line = commandLine(command, arguments);
        line.addAll(List.of("--engines", engine, "--in-process", "--json"));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Series> series = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (String text = output.readLine(); text != null; text = output.readLine()) {
                series.add(Series.ofJson(text));
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("measuring " + engine + " failed with status " + status + "; its message is above");
        }
        return series;
    }

    /** Runs a command of {@link Main}, whose output goes where that of this JVM goes. */
    static void passing(String command, List<String> arguments) throws Exception {
        int status = new ProcessBuilder(commandLine(command, arguments))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(
                    command + " " + arguments + " failed with status " + status + "; its message is above");
        }
    }

    private static List<String> commandLine(String command, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElse("java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), command));
        line.addAll(arguments);
        return line;
    }
}
