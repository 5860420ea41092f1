package dev.ringswan.dataplane.policy;

import java.util.List;

/**
 * The selectors of an SA or a policy: a packet belongs to it when one local and one remote selector match (RFC 7296
 * §2.9). Compiled to ranges of longs.
 *
 * <p>Outbound, local is the source and remote the target; inbound it is the other way round. Protocols with one selector
 * (ICMP, mobility header) are judged on the sender's side only (RFC 4301 §4.4.1.3). <em>Threading:</em> immutable.
 */
public final class TrafficSelectors {
    /** The most selectors of one side, which bounds the time of a match. IKE carries at most 255 (RFC 7296 §3.13). */
    public static final int COUNT_MAX = 255;

    private final List<TrafficSelector> local;
    private final List<TrafficSelector> remote;
    private final long[] words;
    private final int remoteFrom;

    /** Compiles two lists of 1 to {@link #COUNT_MAX} selectors each. */
    public TrafficSelectors(List<TrafficSelector> local, List<TrafficSelector> remote) {
        this.local = checked("local", local);
        this.remote = checked("remote", remote);
        remoteFrom = this.local.size() * Ranges.STRIDE;
        words = new long[remoteFrom + this.remote.size() * Ranges.STRIDE];
        Ranges.compile(this.local, words, 0);
        Ranges.compile(this.remote, words, remoteFrom);
    }

    /** One selector on each side, in the syntax of {@link TrafficSelector#parse}. */
    public static TrafficSelectors of(String local, String remote) {
        return new TrafficSelectors(List.of(TrafficSelector.parse(local)), List.of(TrafficSelector.parse(remote)));
    }

    private static List<TrafficSelector> checked(String side, List<TrafficSelector> selectors) {
        if (selectors.isEmpty() || selectors.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    selectors.size() + " " + side + " traffic selectors: 1 to " + COUNT_MAX + " are needed");
        }
        return List.copyOf(selectors);
    }

    /** Selectors of our side. */
    public List<TrafficSelector> local() {
        return local;
    }

    /** Selectors of the peer's side. */
    public List<TrafficSelector> remote() {
        return remote;
    }

    /** Whether a packet that we send belongs here: source in local, target in remote. */
    public boolean matchesOutbound(Flow flow) {
        return Ranges.containSource(words, 0, remoteFrom, flow)
                && Ranges.containTarget(words, remoteFrom, words.length, flow);
    }

    /** Whether a packet that we received belongs here: source in remote, target in local (RFC 4301 §5.2 step 4). */
    public boolean matchesInbound(Flow flow) {
        return Ranges.containSource(words, remoteFrom, words.length, flow)
                && Ranges.containTarget(words, 0, remoteFrom, flow);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrafficSelectors that && local.equals(that.local) && remote.equals(that.remote);
    }

    @Override
    public int hashCode() {
        return 31 * local.hashCode() + remote.hashCode();
    }

    /** For example {@code [10.1.0.0/16] === [10.2.0.0/16[tcp/80]]}. */
    @Override
    public String toString() {
        return local + " === " + remote;
    }
}
