package dev.ringswan.gateway.interop;

import java.util.regex.Pattern;

/** Finds in a log what went wrong. */
final class Complaints {
    private static final Pattern SOUND = Pattern.compile(
            "fail|error|invalid|mismatch|unacceptable|not found|no .*(found|chosen)|giving up|refus|WARN|SEVERE|_CHOSEN|_FAILED"
                    + "|inacceptable|ignored",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HARMLESS = Pattern.compile(
            "ocsp check skipped|crl check skipped|plugin|error-notify|failed to load|IPV6|sending end entity|ignoring.*MOBIKE",
            Pattern.CASE_INSENSITIVE);

    private Complaints() {}

    static String last(String log) {
        return log.lines()
                .filter(line ->
                        SOUND.matcher(line).find() && !HARMLESS.matcher(line).find())
                .reduce((first, second) -> second)
                .map(String::strip)
                .orElse("");
    }
}
