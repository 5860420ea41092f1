package dev.ringswan.perf;

import java.io.IOException;
import java.io.Serial;

/** A leg's JVM did not measure: it found its own results wrong, or could not start. */
final class LaunchException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int USAGE = 2;

    private final String leg;
    private final int status;

    LaunchException(String leg, int status, String message) {
        super("the " + leg + " leg ended with status " + status + ": " + message);
        this.leg = leg;
        this.status = status;
    }

    /** What this says about the comparison: a base that does not know the suite is missing, anything else is broken. */
    Verdict verdict() {
        return leg.equals(Sample.BASE) && status == USAGE ? Verdict.MISSING : Verdict.FAILED;
    }
}
