package dev.ringswan.gateway.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, within a limit. */
final class Command {
    private static final int LIMIT_SECONDS = 60;

    private Command() {}

    /**
     * What a program left.
     *
     * @param status 0 when all went well
     * @param text what it printed, errors included
     */
    record Output(int status, String text) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** Runs a program that may fail. */
    static Output run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        Path file = Files.createTempFile("ringswan-interop", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new InteropFailure("'%s' did not end within %d s".formatted(text(command), LIMIT_SECONDS));
            }
            return new Output(process.exitValue(), Files.readString(file));
        } finally {
            Files.delete(file);
        }
    }

    /** Runs a program that must not fail, and returns what it printed. */
    static String require(List<String> command) throws IOException, InterruptedException {
        Output output = run(Map.of(), command);
        if (!output.succeeded()) {
            throw new InteropFailure(
                    "'%s' failed: %s".formatted(text(command), output.text().strip()));
        }
        return output.text();
    }

    static String require(String... command) throws IOException, InterruptedException {
        return require(List.of(command));
    }

    private static String text(List<String> command) {
        return String.join(" ", command);
    }
}
