package dev.ringswan.gateway.config;

/**
 * How the gateway keeps a connection up, beside what IKE does by itself.
 *
 * @param name of the connection
 * @param keyingTries how often it is tried to bring it up before giving up; 0 means for ever
 */
public record ConnectionSettings(String name, int keyingTries) {
    /** Checks the count. */
    public ConnectionSettings {
        if (keyingTries < 0) {
            throw new IllegalArgumentException("keyingtries is 0 (for ever) or more, not " + keyingTries);
        }
    }
}
