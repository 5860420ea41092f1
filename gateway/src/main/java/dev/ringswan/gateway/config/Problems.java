package dev.ringswan.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one file, so that they can be reported together. */
final class Problems {
    /** A file that is no configuration at all has a fault in each line; nobody reads more than these. */
    private static final int COUNT_MAX = 50;

    private final String file;
    private final List<ConfigException.Problem> problems = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String message) {
        if (problems.size() < COUNT_MAX) {
            problems.add(new ConfigException.Problem(file, line, message));
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    void throwIfAny() throws ConfigException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(ConfigException.Problem::line));
            throw new ConfigException(problems);
        }
    }
}
