package dev.ringswan.dataplane.policy;

import java.util.List;
import java.util.stream.Stream;

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
    private final long[] ipv4;
    private final int ipv4RemoteFrom;
    private final long[] ipv6;
    private final int ipv6RemoteFrom;
    private final boolean namesPorts;

    /** Compiles two lists of 1 to {@link #COUNT_MAX} selectors each. */
    public TrafficSelectors(List<TrafficSelector> local, List<TrafficSelector> remote) {
        this.local = checked("local", local);
        this.remote = checked("remote", remote);
        ipv4RemoteFrom = local(4).size() * Ranges.stride(4);
        ipv4 = compile(4, ipv4RemoteFrom);
        ipv6RemoteFrom = local(6).size() * Ranges.stride(6);
        ipv6 = compile(6, ipv6RemoteFrom);
        namesPorts = !Stream.concat(local.stream(), remote.stream()).allMatch(TrafficSelector::hasAllPorts);
    }

    private long[] compile(int family, int remoteFrom) {
        long[] words = new long[remoteFrom + remote(family).size() * Ranges.stride(family)];
        Ranges.compile(local(family), words, 0);
        Ranges.compile(remote(family), words, remoteFrom);
        return words;
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

    /** Selectors of our side that are of one family. */
    List<TrafficSelector> local(int family) {
        return local.stream().filter(selector -> selector.family() == family).toList();
    }

    /** Selectors of the peer's side that are of one family. */
    List<TrafficSelector> remote(int family) {
        return remote.stream().filter(selector -> selector.family() == family).toList();
    }

    /** Reads what matching an IPv4 packet will need: at depth 0 of this object, at depth 1 of its ranges. */
    public long touch(int depth) {
        if (depth == 0) {
            return ipv4RemoteFrom + (ipv6 == null ? 1L : 0L);
        }
        return ipv4.length == 0 ? 0 : ipv4[0] + ipv4[ipv4.length - 1];
    }

    /** Whether a packet that we send belongs here: source in local, target in remote. */
    public boolean matchesOutbound(Flow flow) {
        long[] words = flow.family == 4 ? ipv4 : ipv6;
        int remoteFrom = flow.family == 4 ? ipv4RemoteFrom : ipv6RemoteFrom;
        return Ranges.containSource(words, 0, remoteFrom, flow)
                && Ranges.containTarget(words, remoteFrom, words.length, flow);
    }

    /** Whether a packet that we received belongs here: source in remote, target in local (RFC 4301 §5.2 step 4). */
    public boolean matchesInbound(Flow flow) {
        long[] words = flow.family == 4 ? ipv4 : ipv6;
        int remoteFrom = flow.family == 4 ? ipv4RemoteFrom : ipv6RemoteFrom;
        return Ranges.containSource(words, remoteFrom, words.length, flow)
                && Ranges.containTarget(words, 0, remoteFrom, flow);
    }

    /** Whether a port, or an ICMP type, decides anything: then fragments without ports match less than whole packets do. */
    public boolean namesPorts() {
        return namesPorts;
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
