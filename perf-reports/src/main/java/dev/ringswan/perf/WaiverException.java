package dev.ringswan.perf;

import java.io.Serial;

/** The file of waivers is wrong: exit code {@value #EXIT_CODE}. */
final class WaiverException extends Exception {
    static final int EXIT_CODE = 8;

    @Serial
    private static final long serialVersionUID = 1;

    WaiverException(String message) {
        super(message);
    }
}
