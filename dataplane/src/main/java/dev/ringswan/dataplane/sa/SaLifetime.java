package dev.ringswan.dataplane.sa;

/**
 * Limits of an SA (RFC 4301 §4.4.2.1). Reaching a soft limit is reported once, so that a successor can be negotiated;
 * reaching a hard one stops the SA for good: it fails closed.
 *
 * @param softNs nanoseconds from installation
 * @param hardNs nanoseconds from installation
 * @param softBytes bytes of inner packets; inbound with their padding
 * @param hardBytes bytes of inner packets; inbound with their padding
 * @param softPackets packets
 * @param hardPackets packets
 */
public record SaLifetime(long softNs, long hardNs, long softBytes, long hardBytes, long softPackets, long hardPackets) {
    /** Stands for "no limit": far enough for any SA, and safe to add a clock reading or a sequence number to. */
    public static final long UNLIMITED = Long.MAX_VALUE / 4;
    /** No limits but those of the sequence number. */
    public static final SaLifetime NONE =
            new SaLifetime(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

    public SaLifetime {
        check("seconds", softNs, hardNs);
        check("bytes", softBytes, hardBytes);
        check("packets", softPackets, hardPackets);
    }

    /** The same with a soft limit of at most {@code count} packets, 1 or more. */
    SaLifetime withSoftPacketsAtMost(long count) {
        return new SaLifetime(softNs, hardNs, softBytes, hardBytes, Math.min(softPackets, count), hardPackets);
    }

    private static void check(String what, long soft, long hard) {
        if (soft < 1 || hard < 1 || hard > UNLIMITED) {
            throw new IllegalArgumentException("a lifetime in " + what + " is positive and at most " + UNLIMITED);
        }
        if (soft > hard) {
            throw new IllegalArgumentException(
                    "the soft lifetime in " + what + " (" + soft + ") is beyond the hard one (" + hard + ")");
        }
    }
}
