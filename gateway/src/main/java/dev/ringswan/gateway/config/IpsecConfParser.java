package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text of the older form, {@code ipsec.conf}, to sections:
 *
 * <pre>
 *   config setup              a section: its kind, its name; nothing stands in front
 *       key=value             a setting: something blank in front; the value may be "quoted"
 *   conn NAME                 #  to the end of the line is a comment
 * </pre>
 *
 * After a fault the parser goes on with the next line, so that one run shows all of them.
 */
final class IpsecConfParser {
    /**
     * A section as it was written.
     *
     * @param kind {@code config} or {@code conn}
     */
    record Part(String kind, String name, int line, List<Section.Setting> settings) {}

    private final Problems problems;
    private final List<Part> parts = new ArrayList<>();

    private IpsecConfParser(Problems problems) {
        this.problems = problems;
    }

    /** Whether a text has this form rather than that of swanctl.conf, by its first line that says something. */
    static boolean recognizes(String text) {
        return text.lines()
                .map(IpsecConfParser::withoutComment)
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.matches("(config|conn|ca)\\s+[^\\s={]+\\s*|version\\s+[0-9.]+\\s*|include\\s.*"))
                .orElse(false);
    }

    /** Parses the whole text. Faults go to {@code problems}. */
    static List<Part> parse(String text, Problems problems) {
        IpsecConfParser parser = new IpsecConfParser(problems);
        int line = 0;
        for (String content : text.lines().toList()) {
            parser.line(withoutComment(content), ++line);
        }
        return parser.parts;
    }

    private void line(String content, int line) {
        if (content.isBlank()) {
            return;
        }
        boolean indented = Character.isWhitespace(content.charAt(0));
        if (indented && !parts.isEmpty()) {
            setting(parts.getLast(), content.strip(), line);
        } else if (indented) {
            problems.add(line, "a setting needs a section before it, such as 'conn office'");
        } else {
            heading(content.strip(), line);
        }
    }

    private void heading(String content, int line) {
        String[] words = content.split("\\s+", 2);
        String name = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "conn" -> {
                if (name.isEmpty()) {
                    problems.add(line, "'conn' needs a name, as in 'conn office'");
                }
                add("conn", name, line);
            }
            case "config" -> {
                if (!name.equals("setup")) {
                    problems.add(line, "after 'config' comes 'setup', not '" + name + "'");
                }
                add("config", name, line);
            }
            case "version" -> {
                // Of the form of the file; there is one only.
            }
            case "include" -> problems.add(line, "'include' is not supported; put the sections into this file");
            case "ca" -> {
                problems.add(line, "'ca' sections are not supported; put the authorities into ipsec.d/cacerts");
                add("config", name, line);
            }
            default ->
                problems.add(
                        line,
                        content.contains("=")
                                ? "a setting begins with a blank; only sections begin at the start of a line"
                                : "'" + words[0] + "' is not one of conn and config");
        }
    }

    private void add(String kind, String name, int line) {
        for (Part earlier : parts) {
            if (earlier.kind().equals(kind) && earlier.name().equals(name)) {
                problems.add(line, "'" + kind + ' ' + name + "' already stands in line " + earlier.line());
            }
        }
        parts.add(new Part(kind, name, line, new ArrayList<>()));
    }

    private void setting(Part part, String content, int line) {
        int equals = content.indexOf('=');
        if (equals <= 0) {
            problems.add(line, "'key=value' was expected here");
            return;
        }
        String key = content.substring(0, equals).strip();
        String value = unquoted(content.substring(equals + 1).strip(), line);
        if (value == null) {
            return;
        }
        for (Section.Setting earlier : part.settings()) {
            if (earlier.key().equals(key) && !key.equals("also")) {
                problems.add(line, "'" + key + "' is already set in line " + earlier.line());
                return;
            }
        }
        part.settings().add(new Section.Setting(key, value, line));
    }

    private @Nullable String unquoted(String value, int line) {
        if (!value.startsWith("\"")) {
            return value;
        }
        if (value.length() < 2 || value.indexOf('"', 1) != value.length() - 1) {
            problems.add(line, "the closing quote is missing, or something stands behind it");
            return null;
        }
        return value.substring(1, value.length() - 1);
    }

    /** A comment begins at the start of a line or behind a blank, and outside of quotes. */
    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '#' && !quoted && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
