package dev.ringswan.ike.api;

import java.time.Duration;

/**
 * How long an IKE SA lives, in nanoseconds from its beginning (RFC 7296 §2.8).
 *
 * @param rekeyNs when it is rekeyed; 0 means never
 * @param jitterNs how much earlier that may be, drawn for each IKE SA, so that not all do it at the same time
 * @param hardNs when it is deleted, if nothing has taken its place; 0 means never
 */
public record IkeLifetime(long rekeyNs, long jitterNs, long hardNs) {
    /** Four hours, as with most implementations. */
    public static final IkeLifetime DEFAULT = new IkeLifetime(
            Duration.ofHours(4).toNanos(),
            Duration.ofMinutes(24).toNanos(),
            Duration.ofMinutes(264).toNanos());
    /** No end. */
    public static final IkeLifetime UNLIMITED = new IkeLifetime(0, 0, 0);

    /** Checks that the IKE SA can be rekeyed before it ends. */
    public IkeLifetime {
        boolean late = hardNs > 0 && rekeyNs >= hardNs;
        if (rekeyNs < 0 || jitterNs < 0 || hardNs < 0 || (rekeyNs > 0 && jitterNs >= rekeyNs) || late) {
            throw new IllegalArgumentException("the lifetime of an IKE SA: rekeyed after " + rekeyNs + " ns, up to "
                    + jitterNs + " ns earlier, deleted after " + hardNs + " ns; expected earlier < rekeyed < deleted");
        }
    }
}
