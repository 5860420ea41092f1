package dev.ringswan.gateway.config;

import java.util.List;

/**
 * A section of the file as it was written: {@code name { key = value … subsection { … } }}. The root has an empty name.
 *
 * @param line where the name stands, counted from 1
 */
record Section(String name, int line, List<Setting> settings, List<Section> sections) {
    Section {
        settings = List.copyOf(settings);
        sections = List.copyOf(sections);
    }

    /**
     * {@code key = value}. The value may be a key: it is not printed.
     *
     * @param written what the file calls it, for messages: a file of the older form has other names
     */
    record Setting(String key, String value, int line, String written) {
        Setting(String key, String value, int line) {
            this(key, value, line, key);
        }

        @Override
        public String toString() {
            return key + " = … (line " + line + ')';
        }
    }
}
