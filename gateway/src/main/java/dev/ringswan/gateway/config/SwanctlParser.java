package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Text to section tree. What it takes of {@code swanctl.conf}:
 *
 * <pre>
 *   item    = name "{" item* "}"          a section
 *           | name "=" value              a setting; the value ends with the line, at "#" or at "}"
 *   value   = words and "quoted text"     escapes in quotes: \" \\ \n \t, and \ at the end of a line joins lines
 *   comment = "#" to the end of the line
 * </pre>
 *
 * Inclusion and references between sections are not part of the subset and are refused with a sentence. After a fault the
 * parser goes on with the next line, so that one run shows all of them.
 */
final class SwanctlParser {
    private static final int DEPTH_MAX = 8;
    private static final char END = '\0';

    private final String text;
    private final Problems problems;
    private int position;
    private int line = 1;

    private SwanctlParser(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** Parses the whole text. Faults go to {@code problems}; the tree then holds what could be understood. */
    static Section parse(String text, Problems problems) {
        return new SwanctlParser(text, problems).section("", 0, 0);
    }

    private Section section(String name, int nameLine, int depth) {
        List<Section.Setting> settings = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        while (true) {
            skipSpace();
            char next = peek();
            if (next == END && position >= text.length()) {
                if (depth > 0) {
                    problems.add(nameLine, "section '" + name + "' is not closed: a '}' is missing");
                }
                return new Section(name, nameLine, settings, sections);
            }
            if (next == '}') {
                position++;
                if (depth > 0) {
                    return new Section(name, nameLine, settings, sections);
                }
                problems.add(line, "'}' without a section to close");
            } else {
                item(settings, sections, depth);
            }
        }
    }

    private void item(List<Section.Setting> settings, List<Section> sections, int depth) {
        int nameLine = line;
        String name = name();
        skipBlanks();
        if (name.isEmpty()) {
            fault("a name was expected here, as in 'key = value' or 'name { … }'");
        } else if (peek() == '=') {
            position++;
            setting(name, nameLine, settings);
        } else if (peek() == ':') {
            fault("references to other sections ('" + name + " : …') are not supported; write the settings out");
        } else if (name.equals("include")) {
            fault("'include' is not supported; put the sections into this file");
        } else if (skipSpaceTo('{')) {
            openSection(name, nameLine, sections, depth);
        } else {
            fault("after '" + name + "' comes '= value' or '{'");
        }
    }

    private void setting(String key, int keyLine, List<Section.Setting> settings) {
        String value = value();
        for (Section.Setting earlier : settings) {
            if (earlier.key().equals(key)) {
                problems.add(keyLine, "'" + key + "' is already set in line " + earlier.line());
                return;
            }
        }
        settings.add(new Section.Setting(key, value, keyLine));
    }

    private void openSection(String name, int nameLine, List<Section> sections, int depth) {
        if (depth == DEPTH_MAX) {
            fault("sections are nested more than " + DEPTH_MAX + " deep");
            return;
        }
        Section section = section(name, nameLine, depth + 1);
        for (Section earlier : sections) {
            if (earlier.name().equals(name)) {
                problems.add(nameLine, "section '" + name + "' already stands in line " + earlier.line());
                return;
            }
        }
        sections.add(section);
    }

    /** Reports a fault and skips the rest of the line. */
    private void fault(String message) {
        problems.add(line, message);
        while (position < text.length() && text.charAt(position) != '\n') {
            position++;
        }
    }

    private String name() {
        int start = position;
        while (position < text.length() && isNameCharacter(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.".indexOf(c) >= 0;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        skipBlanks();
        int kept = 0; // without the blanks at the end
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n' || c == '#' || c == '}') {
                break;
            }
            if (c == '{' || c == ';') {
                fault(c == ';' ? "';' does not end a setting: begin a new line" : "a value with '{' needs quotes");
                break;
            }
            position++;
            if (c == '"') {
                quoted(value);
                kept = value.length();
            } else {
                value.append(c);
                kept = isBlank(c) ? kept : value.length();
            }
        }
        value.setLength(kept);
        return value.toString();
    }

    private void quoted(StringBuilder value) {
        int startLine = line;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return;
            }
            if (c == '\n') {
                line++;
            }
            value.append(c == '\\' ? escaped() : String.valueOf(c));
        }
        problems.add(startLine, "the closing quote is missing");
    }

    private String escaped() {
        if (position >= text.length()) {
            return "";
        }
        char c = text.charAt(position++);
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case '\n' -> {
                line++;
                yield "";
            }
            default -> String.valueOf(c);
        };
    }

    private void skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                while (position < text.length() && text.charAt(position) != '\n') {
                    position++;
                }
            } else if (c == '\n') {
                line++;
                position++;
            } else if (isBlank(c)) {
                position++;
            } else {
                return;
            }
        }
    }

    private void skipBlanks() {
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
    }

    /** Skips white space if {@code wanted} follows it, and takes {@code wanted} too; else stays where it is. */
    private boolean skipSpaceTo(char wanted) {
        int position = this.position;
        int line = this.line;
        skipSpace();
        if (peek() == wanted) {
            this.position++;
            return true;
        }
        this.position = position;
        this.line = line;
        return false;
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
