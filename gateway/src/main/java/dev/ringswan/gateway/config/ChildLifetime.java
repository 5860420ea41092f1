package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.sa.SaLifetime;
import java.util.random.RandomGenerator;

/**
 * Limits of the SAs of a child. Each SA is rekeyed a random while before its soft limit, so that the two sides, and many
 * tunnels, do not all do it at once (RFC 7296 §2.8).
 *
 * @param limits without the random part
 * @param jitterNs the most nanoseconds that are taken off the soft limit
 * @param jitterBytes the most bytes
 * @param jitterPackets the most packets
 */
public record ChildLifetime(SaLifetime limits, long jitterNs, long jitterBytes, long jitterPackets) {
    public ChildLifetime {
        if (jitterNs < 0 || jitterBytes < 0 || jitterPackets < 0) {
            throw new IllegalArgumentException("a random time, or amount, is 0 or more");
        }
        if (jitterNs >= limits.softNs() || jitterBytes >= limits.softBytes() || jitterPackets >= limits.softPackets()) {
            throw new IllegalArgumentException("the random part of a lifetime is less than what it is taken from");
        }
    }

    /** The limits of one SA. */
    public SaLifetime draw(RandomGenerator random) {
        return new SaLifetime(
                limits.softNs() - random.nextLong(jitterNs + 1),
                limits.hardNs(),
                limits.softBytes() - random.nextLong(jitterBytes + 1),
                limits.hardBytes(),
                limits.softPackets() - random.nextLong(jitterPackets + 1),
                limits.hardPackets());
    }
}
