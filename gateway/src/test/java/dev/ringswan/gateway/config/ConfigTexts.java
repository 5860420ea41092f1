package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Configuration texts for tests, and what is wrong with them. */
final class ConfigTexts {
    static final Path EXAMPLE = Path.of("src", "main", "examples", "static.conf");

    private static final Path DIRECTORY = Path.of("/etc/ringswan");

    private ConfigTexts() {}

    static String example() {
        try {
            return Files.readString(EXAMPLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GatewayConfig parse(String text) throws ConfigException {
        return ConfigLoader.parse(text, "test.conf", DIRECTORY);
    }

    /** The faults of a text as {@code line: message}; it must have some. */
    static List<String> faults(String text) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(text));
        return e.problems().stream().map(p -> p.line() + ": " + p.message()).toList();
    }

    /** The faults of the example with one line replaced. */
    static List<String> faultsWith(String line, String replacement) {
        String text = example();
        if (!text.contains(line)) {
            throw new IllegalArgumentException("the example has no line " + line);
        }
        return faults(text.replaceFirst(Pattern.quote(line), replacement));
    }

    /** The number of the first line of the example that contains a text. */
    static int lineOf(String part) {
        List<String> lines = example().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("the example has no line with " + part);
    }
}
