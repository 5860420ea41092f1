package dev.ringswan.gateway.config;

/**
 * How the gateway keeps a connection up, beside what IKE does by itself. Two readings of a file gave the same connection,
 * secrets and certificates included and children apart, exactly if these are equal.
 */
public final class ConnectionSettings {
    private final String name;
    private final int keyingTries;
    private final Fingerprint fingerprint;

    /**
     * Checks the count.
     *
     * @param fingerprint of all that IKE does with the connection
     */
    ConnectionSettings(String name, int keyingTries, Fingerprint fingerprint) {
        if (keyingTries < 0) {
            throw new IllegalArgumentException("keyingtries is 0 (for ever) or more, not " + keyingTries);
        }
        this.name = name;
        this.keyingTries = keyingTries;
        this.fingerprint = fingerprint;
    }

    /** Of the connection. */
    public String name() {
        return name;
    }

    /** How often it is tried to bring the connection up before giving up; 0 means for ever. */
    public int keyingTries() {
        return keyingTries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionSettings that
                && name.equals(that.name)
                && keyingTries == that.keyingTries
                && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "ConnectionSettings[" + name + ", keyingTries=" + keyingTries + ']';
    }
}
