package dev.ringswan.perf;

import java.util.Collection;

/** What a comparison says about one row. The constants are in the order in which one overrides another. */
enum Verdict {
    /** A run failed its own check, or the legs' outputs differ: nothing that is wrong is fast. */
    FAILED("incorrect", 5),
    /** Slower by more than the margin, or an exact metric rose. */
    REGRESSED("regressed", 3),
    /** The environments differ. */
    NOT_COMPARABLE("invalid", 6),
    /** One leg lacks what the other has. */
    MISSING("missing", 7),
    /** Neither a loss nor its absence is certain. */
    INCONCLUSIVE("inconclusive", 4),
    /** A loss that somebody has agreed to, within what was agreed. */
    WAIVED("waived", 0),
    /** A loss of the margin or more is excluded. */
    PASS("pass", 0),
    /** Certainly faster. */
    IMPROVED("improved", 0);

    private final String word;
    private final int exitCode;

    Verdict(String word, int exitCode) {
        this.word = word;
        this.exitCode = exitCode;
    }

    String word() {
        return word;
    }

    int exitCode() {
        return exitCode;
    }

    /** The verdict over all rows; no row at all means that nothing was comparable. */
    static Verdict overall(Collection<Verdict> verdicts) {
        return verdicts.stream().min(Verdict::compareTo).orElse(MISSING);
    }
}
