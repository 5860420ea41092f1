package dev.ringswan.gateway.daemon;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line adds to the configuration.
 *
 * @param configFile where the configuration comes from, also when it is read again
 * @param controlSocket where operators reach the gateway
 * @param ivReuseAccepted whether static keys may do without a sequence store
 * @param statusIntervalSeconds between status lines; 0 for none
 * @param jsonStatus whether status lines are JSON objects
 * @param countersFile rewritten each second; null for none
 */
public record DaemonOptions(
        Path configFile,
        Path controlSocket,
        boolean ivReuseAccepted,
        int statusIntervalSeconds,
        boolean jsonStatus,
        @Nullable Path countersFile) {}
