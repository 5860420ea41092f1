package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to one section. Each call names a key; {@link #finish} then reports what the file has and nobody named, with
 * the nearest known name as a hint. A value that cannot be read is reported and replaced by the fallback, so that reading
 * goes on.
 */
final class SectionReader {
    /** Turns the text of a value into the value, or throws {@link IllegalArgumentException} with a sentence. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text);
    }

    private final Section section;
    private final Problems problems;
    private final Set<String> knownKeys = new LinkedHashSet<>();
    private final Set<String> knownSections = new LinkedHashSet<>();
    private boolean anySection;

    SectionReader(Section section, Problems problems) {
        this.section = section;
        this.problems = problems;
    }

    String name() {
        return section.name();
    }

    int line() {
        return section.line();
    }

    Problems problems() {
        return problems;
    }

    /** The value of a key, or the fallback when it is absent or wrong. */
    <T> T value(String key, T fallback, Parser<T> parser) {
        T value = optional(key, parser);
        return value == null ? fallback : value;
    }

    /** The value of a key, or null when it is absent or wrong. */
    <T> @Nullable T optional(String key, Parser<T> parser) {
        Section.Setting setting = setting(key);
        if (setting == null) {
            return null;
        }
        try {
            return parser.parse(setting.value());
        } catch (IllegalArgumentException e) {
            problems.add(setting.line(), setting.written() + ' ' + e.getMessage());
            return null;
        }
    }

    /** The value of a key that must be there; null, and reported, when it is absent or wrong. */
    <T> @Nullable T required(String key, Parser<T> parser) {
        if (setting(key) == null) {
            problems.add(section.line(), "'" + section.name() + "' needs '" + key + "'");
            return null;
        }
        return optional(key, parser);
    }

    /** The comma-separated values of a key; empty when it is absent. */
    <T> List<T> list(String key, Parser<T> parser) {
        Section.Setting setting = setting(key);
        List<T> values = new ArrayList<>();
        if (setting == null) {
            return values;
        }
        for (String part : setting.value().split(",", -1)) {
            try {
                values.add(parser.parse(Values.text(part.strip())));
            } catch (IllegalArgumentException e) {
                problems.add(setting.line(), setting.written() + ' ' + e.getMessage());
            }
        }
        return values;
    }

    /** The values of all keys that begin so, as in {@code id}, {@code id-1}, {@code id-2}. */
    <T> List<T> valuesStartingWith(String prefix, Parser<T> parser) {
        knownKeys.add(prefix);
        List<T> values = new ArrayList<>();
        for (Section.Setting setting : section.settings()) {
            if (setting.key().startsWith(prefix)) {
                T value = optional(setting.key(), parser);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** A key of which only some values are supported, all of them meaning the same; the reason completes "…: ". */
    void only(String key, List<String> supported, String reason) {
        String value = value(key, supported.getFirst(), text -> text);
        if (!supported.contains(value)) {
            problemAt(key, "= " + value + " is not supported: " + reason);
        }
    }

    /** As {@link #list}, and the key must be there. */
    <T> List<T> requiredList(String key, Parser<T> parser) {
        if (setting(key) == null) {
            problems.add(section.line(), "'" + section.name() + "' needs '" + key + "'");
        }
        return list(key, parser);
    }

    boolean has(String key) {
        return setting(key) != null;
    }

    /** A subsection by name, or null when it is absent. */
    @Nullable
    SectionReader section(String name) {
        knownSections.add(name);
        for (Section child : section.sections()) {
            if (child.name().equals(name)) {
                return new SectionReader(child, problems);
            }
        }
        return null;
    }

    /** All subsections, whose names are free, in the order of the file. */
    List<SectionReader> sections() {
        anySection = true;
        return section.sections().stream()
                .map(child -> new SectionReader(child, problems))
                .toList();
    }

    /** The subsections whose names begin so, as in {@code ike}, {@code ike-1}, {@code ike-office}. */
    List<SectionReader> sectionsStartingWith(String prefix) {
        knownSections.add(prefix);
        List<SectionReader> found = new ArrayList<>();
        for (Section child : section.sections()) {
            if (child.name().startsWith(prefix)) {
                knownSections.add(child.name());
                found.add(new SectionReader(child, problems));
            }
        }
        return found;
    }

    /** Makes a record; what its constructor refuses is reported at this section. */
    <T> @Nullable T build(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            problem(e.getMessage());
            return null;
        }
    }

    void problem(@Nullable String message) {
        String place = section.name().isEmpty() ? "" : "'" + section.name() + "' ";
        problems.add(section.line(), place + message);
    }

    /** Reports a fault at the line of a key, or at the section when the key is absent. */
    void problemAt(String key, String message) {
        problems.add(lineOf(key), written(key) + ' ' + message);
    }

    /** Warns at the line of a key, or at the section when the key is absent. */
    void warnAt(String key, String message) {
        problems.warn(lineOf(key), "'" + section.name() + "' " + written(key) + ' ' + message);
    }

    /** The line of a key, or of the section when the key is absent. */
    int lineOf(String key) {
        Section.Setting setting = setting(key);
        return setting == null ? section.line() : setting.line();
    }

    /** What the file calls a key. */
    private String written(String key) {
        Section.Setting setting = setting(key);
        return setting == null ? key : setting.written();
    }

    /** Reports the keys and sections of the file that nobody asked for. */
    void finish() {
        for (Section.Setting setting : section.settings()) {
            if (!knownKeys.contains(setting.key())) {
                unknown(setting.line(), "key", setting.key(), knownKeys);
            }
        }
        for (Section child : section.sections()) {
            if (!anySection && !knownSections.contains(child.name())) {
                unknown(child.line(), "section", child.name(), knownSections);
            }
        }
    }

    private void unknown(int line, String kind, String name, Set<String> known) {
        String where = section.name().isEmpty() ? "" : " in '" + section.name() + "'";
        String nearest = NearestName.of(name, known);
        String hint;
        if (nearest != null) {
            hint = "; did you mean '" + nearest + "'?";
        } else if (known.isEmpty()) {
            hint = "; none is known there";
        } else {
            hint = "; known are " + String.join(", ", known);
        }
        problems.add(line, "unknown " + kind + " '" + name + "'" + where + hint);
    }

    private Section.@Nullable Setting setting(String key) {
        knownKeys.add(key);
        for (Section.Setting setting : section.settings()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        return null;
    }
}
