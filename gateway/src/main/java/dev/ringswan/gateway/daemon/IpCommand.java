package dev.ringswan.gateway.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the {@code ip} command of iproute2 and turns its failures into sentences. */
final class IpCommand {
    private IpCommand() {}

    /** Runs {@code ip} with these arguments and waits for it. */
    static void run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("ip");
        command.addAll(List.of(arguments));
        String line = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("'" + line + "' failed: " + output + cure(output));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "'" + line + "' cannot be run (" + e.getMessage() + "): install the package iproute2", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("'" + line + "' was interrupted", e);
        }
    }

    private static String cure(String output) {
        if (output.contains("not permitted")) {
            return ". It takes root, or CAP_NET_ADMIN.";
        }
        if (output.contains("File exists")) {
            return ". Another interface has this route or address: remove it there, or from section 'tun'.";
        }
        return "";
    }
}
