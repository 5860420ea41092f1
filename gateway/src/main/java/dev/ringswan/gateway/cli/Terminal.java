package dev.ringswan.gateway.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A screen on the terminal: drawn in place, without keys being echoed, and left as it was found. By {@code stty} and the
 * control sequences that every terminal knows.
 */
final class Terminal implements AutoCloseable {
    /** In characters. */
    record Size(int columns, int rows) {}

    private static final Size DEFAULT = new Size(80, 24);
    private static final File DEVICE = new File("/dev/tty");
    private static final String ESCAPE = "\u001b[";

    private final @Nullable PrintWriter out;
    private final String saved;
    private final Thread restore = new Thread(this::restore, "terminal");
    private Size shown = DEFAULT;

    private Terminal(@Nullable PrintWriter out, String saved) {
        this.out = out;
        this.saved = saved;
    }

    /** Of a fixed size; nothing is drawn. */
    static Terminal none() {
        return new Terminal(null, "");
    }

    /** The one that the process was started from; without one only the drawing works. */
    static Terminal open(PrintWriter out) {
        String saved = stty("-g");
        stty("-icanon", "-echo");
        out.print(ESCAPE + "?1049h" + ESCAPE + "?25l");
        Terminal terminal = new Terminal(out, saved);
        Runtime.getRuntime().addShutdownHook(terminal.restore);
        return terminal;
    }

    /** As it is now: users resize it. */
    Size size() {
        String[] words = out == null ? new String[0] : stty("size").split(" ", -1);
        if (words.length == 2 && words[0].matches("[1-9][0-9]{0,4}") && words[1].matches("[1-9][0-9]{0,4}")) {
            return new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]));
        }
        return DEFAULT;
    }

    /** Whether the user has pressed q. */
    boolean quits() throws IOException {
        while (out != null && System.in.available() > 0) {
            int key = System.in.read();
            if (key == 'q' || key == 'Q') {
                return true;
            }
        }
        return false;
    }

    /** Draws over what is there; the heading is bright, and what is down is red. */
    void show(List<String> lines) {
        if (out == null) {
            return;
        }
        Size size = size();
        StringBuilder screen = new StringBuilder(size.equals(shown) ? "" : ESCAPE + "2J");
        shown = size;
        screen.append(ESCAPE).append('H');
        for (int i = 0; i < Math.min(lines.size(), size.rows()); i++) {
            String line = lines.get(i);
            boolean heading = line.startsWith("TUNNEL");
            boolean down = line.contains(" down ");
            screen.append(heading ? ESCAPE + "7m" : down ? ESCAPE + "31m" : "")
                    .append(line)
                    .append(ESCAPE + "0m" + ESCAPE + "K")
                    .append(i + 1 < size.rows() ? "\r\n" : "");
        }
        out.print(screen.append(ESCAPE).append('J'));
        out.flush();
    }

    @Override
    public void close() {
        if (out != null) {
            Runtime.getRuntime().removeShutdownHook(restore);
            restore();
        }
    }

    private void restore() {
        if (out != null) {
            out.print(ESCAPE + "?25h" + ESCAPE + "?1049l");
            out.flush();
            if (!saved.isEmpty()) {
                stty(saved);
            }
        }
    }

    /** What stty says; empty without a terminal. */
    private static String stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? text : "";
        } catch (IOException _) {
            return ""; // There is no terminal, as in a pipe.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
