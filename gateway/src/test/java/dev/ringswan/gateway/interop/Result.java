package dev.ringswan.gateway.interop;

import org.jspecify.annotations.Nullable;

/**
 * How a scenario ended.
 *
 * @param scenario its name
 * @param step where it failed; null when it passed
 * @param reason of the failure; empty when it passed
 * @param pings all streams together
 * @param seconds it took
 */
record Result(String scenario, @Nullable String step, String reason, PingStream.Outcome pings, double seconds) {
    boolean passed() {
        return step == null;
    }
}
