package dev.ringswan.gateway.interop;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The SAs that stand at one end: established IKE SAs, and children that carry traffic.
 *
 * @param ike each as {@code initiator SPI:responder SPI}, in hexadecimal, or {@link #UNKNOWN}
 * @param children inbound to outbound SPI, in hexadecimal
 */
record Sas(Set<String> ike, Map<String, String> children) {
    /** An IKE SA whose SPIs its end does not tell. */
    static final String UNKNOWN = "unknown";

    Sas {
        ike = Set.copyOf(ike);
        children = Map.copyOf(children);
    }

    boolean isEmpty() {
        return ike.isEmpty() && children.isEmpty();
    }

    /** Whether there is exactly one tunnel. */
    boolean isOne() {
        return ike.size() == 1 && children.size() == 1;
    }

    /** Whether the other end sees the same. */
    boolean mirrors(Sas peer) {
        Map<String, String> turned = new TreeMap<>();
        children.forEach((inbound, outbound) -> turned.put(outbound, inbound));
        boolean unknown = ike.contains(UNKNOWN) || peer.ike.contains(UNKNOWN);
        boolean sameIke = unknown ? ike.size() == peer.ike.size() : ike.equals(peer.ike);
        return sameIke && turned.equals(peer.children);
    }

    @Override
    public String toString() {
        return "IKE " + ike + ", children " + children;
    }
}
