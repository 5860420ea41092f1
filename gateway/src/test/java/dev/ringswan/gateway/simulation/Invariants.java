package dev.ringswan.gateway.simulation;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.gateway.ike.IkeControl;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold for the SAs of both gateways. The other invariants are where they can be broken: 1 and 2 in {@link Traffic}, 3 in
 * {@link WatchedProvider}, 4 at the tap of {@link SimulatedNetwork}, 7 and 8 at the end of the phases of {@link Simulation}.
 */
final class Invariants {
    /** For two children: one in use, those in their overlap, and those that both sides have made: more would be a leak. */
    private static final int INBOUND_SAS_MAX = 96;

    private final Map<Side, Site> sites;
    private final boolean refusals;

    /**
     * Watches both sites.
     *
     * @param refusals whether the data plane may have to refuse an SA, which IKE then deletes
     */
    Invariants(Map<Side, Site> sites, boolean refusals) {
        this.sites = sites;
        this.refusals = refusals;
    }

    /**
     * Invariant 5, after every step: what IKE and the data plane hold is the same, and never much. Where the data plane may
     * have to refuse an SA, IKE has it a little longer, until it is deleted: then the data plane has none that IKE has not, and
     * that each SA of IKE is in the data plane holds no sooner than at the end, when packets arrive both ways.
     */
    void check() {
        sites.forEach((side, site) -> {
            Gateway gateway = site.gateway();
            Set<Integer> installed = gateway.inboundSpis();
            Set<Integer> owned = gateway.ike().inboundSpis();
            if (!(refusals ? owned.containsAll(installed) : installed.equals(owned))) {
                throw new SimulationFailure(
                        "5: " + side + "'s data plane receives on " + hex(installed) + ", but IKE has " + hex(owned));
            }
            if (installed.size() > INBOUND_SAS_MAX) {
                throw new SimulationFailure("5: " + side + " has " + installed.size() + " inbound SAs");
            }
        });
    }

    /** Invariant 5, when nothing is under way: what one side sends on, the other one receives on. */
    void requireAgreement() {
        sites.forEach((side, site) -> {
            Set<Integer> received = peer(side).inboundSpis();
            for (IkeControl.ActivePair pair : site.gateway().ike().pairs()) {
                if (!received.contains(pair.outbound().spi())) {
                    throw new SimulationFailure("5: %s sends on 0x%08x, but %s receives on %s"
                            .formatted(side, pair.outbound().spi(), side.other(), hex(received)));
                }
            }
        });
    }

    /** Invariant 6: the connection is down, so there is no SA. */
    void requireNothing() {
        sites.forEach((side, site) -> {
            if (!site.gateway().inboundSpis().isEmpty()) {
                throw new SimulationFailure("6: the connection is down, but " + side + " receives on "
                        + hex(site.gateway().inboundSpis()));
            }
        });
    }

    private Gateway peer(Side side) {
        Site site = sites.get(side.other());
        if (site == null) {
            throw new IllegalStateException("there is no " + side.other());
        }
        return site.gateway();
    }

    private static String hex(Set<Integer> spis) {
        return spis.stream().map("0x%08x"::formatted).collect(Collectors.joining(", ", "[", "]"));
    }
}
