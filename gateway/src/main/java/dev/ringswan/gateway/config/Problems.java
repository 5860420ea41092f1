package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the faults and the warnings of a configuration, so that they can be reported together. What {@link #of} returns
 * writes to the same collection, for another file.
 */
final class Problems {
    /** A file that is no configuration at all has a fault in each line; nobody reads more than these. */
    private static final int COUNT_MAX = 50;

    private static final Comparator<ConfigException.Problem> IN_ORDER =
            Comparator.comparing(ConfigException.Problem::file).thenComparingInt(ConfigException.Problem::line);

    private final String file;
    private final List<ConfigException.Problem> faults;
    private final List<ConfigException.Problem> warnings;

    Problems(String file) {
        this(file, new ArrayList<>(), new ArrayList<>());
    }

    private Problems(String file, List<ConfigException.Problem> faults, List<ConfigException.Problem> warnings) {
        this.file = file;
        this.faults = faults;
        this.warnings = warnings;
    }

    /** For what is found in another file. */
    Problems of(String otherFile) {
        return new Problems(otherFile, faults, warnings);
    }

    /** What makes the configuration unusable. */
    void add(int line, String message) {
        add(faults, line, message);
    }

    /** What can be used and had better be otherwise. */
    void warn(int line, String message) {
        add(warnings, line, message);
    }

    private void add(List<ConfigException.Problem> list, int line, String message) {
        ConfigException.Problem problem = new ConfigException.Problem(file, line, message);
        if (list.size() < COUNT_MAX) {
            list.add(problem);
        }
    }

    /** Whether there is no fault. */
    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** In the order of the files. */
    List<ConfigException.Problem> warnings() {
        return warnings.stream().sorted(IN_ORDER).toList();
    }

    void throwIfAny() throws ConfigException {
        if (!faults.isEmpty()) {
            faults.sort(IN_ORDER);
            throw new ConfigException(faults);
        }
    }
}
