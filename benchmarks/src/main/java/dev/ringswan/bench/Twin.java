package dev.ringswan.bench;

import dev.ringswan.nativeio.linux.CpuAffinity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;

/**
 * The C program that does with the same library what {@link EngineLeg} does, with one SA or with many, as a child process that measures when told to.
 *
 * <pre>
 *   to it:   size bursts sas
 *   from it: ns of all seals, ns of all opens
 * </pre>
 */
final class Twin implements AutoCloseable {
    private static final int PROCESSOR = 0;

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    /**
     * Starts the program, {@code path} as scripts/bench has built it, on the processor that the calling thread is pinned to by this.
     * Elsewhere it would find a processor that has just been idle, and half of its windows took a seventh longer.
     */
    Twin(String path) throws IOException {
        CpuAffinity.pin(PROCESSOR); // a process inherits it from the thread that starts it
        process = new ProcessBuilder(path)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.outputWriter();
        answers = process.inputReader();
    }

    /** Lets the program measure one window with packets of {@code saCount} SAs in turn. */
    EngineLeg.Times window(int size, int bursts, int saCount) throws IOException {
        commands.write(size + " " + bursts + " " + saCount + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the C program has ended; its message is above");
        }
        String[] numbers = answer.split(" ", -1);
        EngineLeg.Times times = new EngineLeg.Times();
        times.seal = Long.parseLong(numbers[0]);
        times.open = Long.parseLong(numbers[1]);
        return times;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
