package dev.ringswan.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used: every fault that was found, in the order of the file. Never holds key material. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /** One fault. Line 0 means the file as a whole. */
    public record Problem(String file, int line, String message) {
        @Override
        public String toString() {
            return line == 0 ? file + ": " + message : file + ':' + line + ": " + message;
        }
    }

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The faults; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
