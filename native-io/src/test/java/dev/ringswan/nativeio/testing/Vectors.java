package dev.ringswan.nativeio.testing;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Third-party test vectors, which are too big for the repository. They are looked for in the directory named by the
 * property {@code ringswan.vectors}; without them the test is skipped, and says so.
 *
 * <p>A module that uses the JSON methods needs {@code jackson-jr-objects} on its test class path.
 */
public final class Vectors {
    private static final String PROPERTY = "ringswan.vectors";

    private Vectors() {}

    /** The file of that path below the vectors' directory; skips the test when it is not there. */
    public static Path path(String file) {
        String directory = System.getProperty(PROPERTY, "");
        Path path = Path.of(directory, file);
        if (directory.isEmpty() || !Files.exists(path)) {
            String message = "SKIPPED: the test vectors " + file + " are not in \"" + directory
                    + "\"; name their directory with -D" + PROPERTY + "=DIR";
            System.err.println(message);
            Assumptions.abort(message);
        }
        return path;
    }

    /** A file that is one JSON object. */
    public static Map<String, Object> json(String file) {
        try {
            return JSON.std.mapFrom(Files.readAllBytes(path(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The list of objects that stands under {@code name} in a JSON object. */
    @SuppressWarnings("unchecked") // A JSON object of jackson-jr is always a Map with String keys.
    public static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        Object list = object.get(name);
        if (!(list instanceof List<?>)) {
            throw new IllegalArgumentException("no list \"" + name + "\" in " + object.keySet());
        }
        return (List<Map<String, Object>>) list;
    }

    /** The hexadecimal bytes under {@code name}. */
    public static byte[] bytes(Map<String, Object> object, String name) {
        return Hex.bytes(String.valueOf(object.get(name)));
    }

    /**
     * A response file of NIST's CAVP: one map for each record, with the {@code [name = value]} lines of its section.
     * A line without {@code =}, such as FAIL, becomes a key with an empty value.
     */
    public static List<Map<String, String>> rsp(String file) {
        List<Map<String, String>> records = new ArrayList<>();
        Map<String, String> section = new LinkedHashMap<>();
        Map<String, String> current = new LinkedHashMap<>();
        boolean inSection = false;
        for (String line : lines(file)) {
            String text = line.strip();
            if (text.isEmpty()) {
                finish(records, section, current);
            } else if (text.startsWith("[")) {
                if (!inSection) {
                    section.clear();
                }
                put(section, text.substring(1, text.length() - 1));
            } else if (!text.startsWith("#")) {
                put(current, text);
            }
            inSection = text.startsWith("[") || (inSection && text.isEmpty());
        }
        finish(records, section, current);
        return records;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Map<String, String> map, String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            map.put(text, "");
        } else {
            map.put(
                    text.substring(0, equals).strip(),
                    text.substring(equals + 1).strip());
        }
    }

    private static void finish(
            List<Map<String, String>> records, Map<String, String> section, Map<String, String> current) {
        if (!current.isEmpty()) {
            Map<String, String> record = new LinkedHashMap<>(section);
            record.putAll(current);
            records.add(record);
            current.clear();
        }
    }
}
