package dev.ringswan.ike.negotiate;

import dev.ringswan.ike.wire.TrafficSelector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Agrees on a subset of what the initiator would send or receive (RFC 7296 §2.9). Pure functions.
 *
 * <pre>
 * offered     ├────────────┤     ├──────┤
 * configured        ├──────────────┤
 * narrowed          ├──────┤     ├─┤
 * </pre>
 */
public final class SelectorNarrowing {
    /** What one payload can hold. */
    private static final int COUNT_MAX = 255;

    private SelectorNarrowing() {}

    /**
     * What both sides allow, in the order of the offer, without parts that another part contains; empty if they have
     * nothing in common.
     */
    public static List<TrafficSelector> narrow(List<TrafficSelector> offered, List<TrafficSelector> configured) {
        List<TrafficSelector> narrowed = new ArrayList<>();
        for (TrafficSelector offer : offered) {
            for (TrafficSelector own : configured) {
                intersection(offer, own).ifPresent(common -> add(narrowed, common));
            }
        }
        return List.copyOf(narrowed.subList(0, Math.min(COUNT_MAX, narrowed.size())));
    }

    /** Whether each part of the answer lies in one of what was offered. */
    public static boolean isSubset(List<TrafficSelector> answer, List<TrafficSelector> offered) {
        return answer.stream().allMatch(part -> offered.stream().anyMatch(whole -> contains(whole, part)));
    }

    /** Whether two lists have something in common. */
    public static boolean haveCommon(List<TrafficSelector> left, List<TrafficSelector> right) {
        return left.stream()
                .anyMatch(one -> right.stream()
                        .anyMatch(other -> intersection(one, other).isPresent()));
    }

    /** What two selectors have in common. */
    static Optional<TrafficSelector> intersection(TrafficSelector left, TrafficSelector right) {
        boolean anyProtocol = left.protocol() == TrafficSelector.ANY_PROTOCOL;
        if (left.isIpv4() != right.isIpv4()
                || (!anyProtocol
                        && right.protocol() != TrafficSelector.ANY_PROTOCOL
                        && left.protocol() != right.protocol())) {
            return Optional.empty();
        }
        InetAddress start = compare(left.start(), right.start()) > 0 ? left.start() : right.start();
        InetAddress end = compare(left.end(), right.end()) < 0 ? left.end() : right.end();
        boolean samePorts = left.portStart() == right.portStart() && left.portEnd() == right.portEnd();
        // OPAQUE is no range: it has something in common with itself and with all ports.
        boolean opaque = left.isOpaque() || right.isOpaque();
        boolean common = samePorts
                || (opaque
                        ? left.hasAllPorts() || right.hasAllPorts()
                        : left.portStart() <= right.portEnd() && right.portStart() <= left.portEnd());
        if (compare(start, end) > 0 || !common) {
            return Optional.empty();
        }
        int protocol = anyProtocol ? right.protocol() : left.protocol();
        return Optional.of(new TrafficSelector(
                start,
                end,
                protocol,
                Math.max(left.portStart(), right.portStart()),
                Math.min(left.portEnd(), right.portEnd())));
    }

    private static boolean contains(TrafficSelector whole, TrafficSelector part) {
        return intersection(whole, part).filter(part::equals).isPresent();
    }

    private static void add(List<TrafficSelector> narrowed, TrafficSelector common) {
        if (narrowed.stream().noneMatch(whole -> contains(whole, common))) {
            narrowed.removeIf(part -> contains(common, part));
            narrowed.add(common);
        }
    }

    private static int compare(InetAddress left, InetAddress right) {
        return Arrays.compareUnsigned(left.getAddress(), right.getAddress());
    }
}
