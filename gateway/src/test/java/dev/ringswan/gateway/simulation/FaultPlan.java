package dev.ringswan.gateway.simulation;

import dev.ringswan.dataplane.esp.EspSuite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that one seed decides: which faults there are and how strong, how the gateways are configured, what the operator does.
 * Most plans lack most faults (a swarm): a bug that needs one fault is often hidden by another.
 *
 * @param calm whether there is no fault at all, so that nothing may be lost once the tunnel is up
 * @param faultsNs how long phase one lasts
 * @param staticKeys whether there is no IKE, so that gateways share keys from the start
 */
record FaultPlan(
        long seed,
        boolean calm,
        long faultsNs,
        Wiring wiring,
        Security security,
        Protocol protocol,
        boolean staticKeys,
        Pace pace,
        Load load,
        LinkFaults fromA,
        LinkFaults fromB,
        List<Outage> outages,
        List<Deed> deeds) {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    private static final int CALM_ONE_IN = 5;
    private static final int DEEDS_MAX = 10;
    /** Mean time between packets of one direction, at least: more packets cost time and find nothing more. */
    private static final long PACKET_MIN_NS = 8 * MS;

    private static final List<EspSuite> SUITES = List.of(
            EspSuite.AES256_GCM16,
            EspSuite.AES128_GCM16,
            EspSuite.CHACHA20_POLY1305,
            EspSuite.AES128_SHA256,
            EspSuite.AES256_SHA512);

    /**
     * Threads as the simulation has them.
     *
     * @param tickNs how long an idle agent sleeps at most
     * @param late chance that an agent is not run when it could be
     * @param burstMax packets that a port hands out at a time
     */
    record Pace(long tickNs, Ratio late, int burstMax) {}

    /**
     * Inner packets.
     *
     * @param intervalNs mean time between two trains of packets
     * @param trainMax packets sent at once
     * @param lengthMax bytes of the longest packet
     */
    record Load(long intervalNs, int trainMax, int lengthMax) {
        /** 1,500 less the longest ESP, UDP and IPv6 around it: longer packets would be fragmented. */
        static final int LENGTH_MAX = 1_370;
    }

    /** How child SAs are protected. */
    record Security(EspSuite suite, boolean esn, int replayWindow) {}

    FaultPlan {
        outages = List.copyOf(outages);
        deeds = List.copyOf(deeds);
    }

    /** The same with keys that are there from the start, and without NAT, which such keys do not get through. */
    FaultPlan withStaticKeys() {
        Wiring plain = new Wiring(wiring.ipv6(), wiring.udp(), false);
        return new FaultPlan(
                seed, calm, faultsNs, plain, security, protocol, true, pace, load, fromA, fromB, outages, deeds);
    }

    /** The same with other deeds. */
    FaultPlan withDeeds(List<Deed> others) {
        return new FaultPlan(
                seed,
                calm,
                faultsNs,
                wiring,
                security,
                protocol,
                staticKeys,
                pace,
                load,
                fromA,
                fromB,
                outages,
                others);
    }

    /** Draws a plan; the same for the same seed. */
    static FaultPlan draw(long seed) {
        SeededRandom random = new SeededRandom(seed).split("plan");
        boolean calm = random.oneIn(CALM_ONE_IN);
        long faultsNs = random.between(5 * SECOND, 15 * SECOND);
        Wiring wiring = Wiring.draw(random);
        return new FaultPlan(
                seed,
                calm,
                faultsNs,
                wiring,
                new Security(random.pick(SUITES), random.oneIn(2), random.pick(64, 128, 1024)),
                Protocol.draw(seed, random, wiring.nat()),
                false,
                pace(random),
                load(random),
                faults(random, calm),
                faults(random, calm),
                outages(random, calm, faultsNs),
                deeds(random, calm, wiring.nat(), faultsNs));
    }

    /** A plan for a scenario: a quiet network, and SAs that last as long as nobody intervenes. */
    static FaultPlan quiet(boolean calm, List<Deed> deeds) {
        LinkFaults quiet = LinkFaults.none(20 * MS);
        return new FaultPlan(
                1,
                calm,
                8 * SECOND,
                new Wiring(false, false, false),
                new Security(EspSuite.AES256_GCM16, true, 1024),
                Protocol.lasting(),
                false,
                new Pace(5 * MS, Ratio.NEVER, 64),
                new Load(20 * MS, 2, 100),
                quiet,
                quiet,
                List.of(),
                deeds);
    }

    private static Pace pace(SeededRandom random) {
        return new Pace(
                random.between(5 * MS, 50 * MS),
                random.oneIn(2) ? Ratio.NEVER : new Ratio(random.between(1, 3), 4),
                random.pick(1, 4, 64));
    }

    private static Load load(SeededRandom random) {
        int trainMax = random.pick(1, 3, 10, 80);
        long intervalNs = Math.max(20 * MS, trainMax * PACKET_MIN_NS);
        return new Load(random.between(intervalNs, 4 * intervalNs), trainMax, random.pick(100, 600, Load.LENGTH_MAX));
    }

    private static LinkFaults faults(SeededRandom random, boolean calm) {
        long delayNs = random.between(MS / 10, 60 * MS);
        if (calm) {
            return LinkFaults.none(delayNs);
        }
        return new LinkFaults(
                some(random, 40),
                some(random, 30),
                some(random, 50),
                some(random, 20),
                delayNs,
                random.oneIn(2) ? delayNs : delayNs * random.between(2, 8));
    }

    private static Ratio some(SeededRandom random, int percentMax) {
        return random.oneIn(2) ? Ratio.NEVER : new Ratio(random.between(1, percentMax), 100);
    }

    private static List<Outage> outages(SeededRandom random, boolean calm, long faultsNs) {
        List<Outage> outages = new ArrayList<>();
        for (int i = calm || random.oneIn(2) ? 0 : random.between(1, 4); i > 0; i--) {
            long startNs = random.between(0, faultsNs);
            long endNs = Math.min(faultsNs, startNs + random.between(50 * MS, 6 * SECOND));
            boolean clogged = random.oneIn(2);
            boolean both = random.oneIn(2);
            Side from = random.pick(Side.values());
            outages.add(new Outage(from, startNs, endNs, clogged));
            if (both) {
                outages.add(new Outage(from.other(), startNs, endNs, clogged));
            }
        }
        return outages;
    }

    private static List<Deed> deeds(SeededRandom random, boolean calm, boolean nat, long faultsNs) {
        List<Deed.Kind> kinds = new ArrayList<>();
        if (random.oneIn(2)) {
            kinds.add(Deed.Kind.REKEY_CHILD);
        }
        if (random.oneIn(2)) {
            kinds.add(Deed.Kind.REKEY_IKE);
        }
        if (!calm) {
            if (nat && random.oneIn(2)) {
                kinds.add(Deed.Kind.REBIND_NAT);
            }
            if (random.oneIn(3)) {
                kinds.add(Deed.Kind.RESTART);
            }
            if (random.oneIn(3)) {
                kinds.addAll(List.of(Deed.Kind.UP, Deed.Kind.DOWN));
            }
        }
        List<Deed> deeds = new ArrayList<>();
        for (int i = kinds.isEmpty() ? 0 : random.between(1, DEEDS_MAX); i > 0; i--) {
            deeds.add(new Deed(random.between(0, faultsNs), random.pick(Side.values()), random.pick(kinds)));
        }
        deeds.sort(Comparator.comparingLong(Deed::timeNs));
        return deeds;
    }

    LinkFaults faults(Side from) {
        return from == Side.A ? fromA : fromB;
    }

    /**
     * Whether a changed IKE_SA_INIT may hide the NAT from one side: until IKE_AUTH finds the change, they agree on ESP in UDP at
     * port 500, which no data plane can have.
     */
    boolean mayHideNat() {
        return wiring.nat()
                && (fromA.corrupt().numerator() > 0 || fromB.corrupt().numerator() > 0);
    }

    /** Whether datagrams of that side are lost at that time. */
    boolean isPartitioned(Side from, long nowNs) {
        return outages.stream().anyMatch(outage -> !outage.clogged() && outage.covers(from, nowNs));
    }

    /** Until when datagrams of that side are held back at that time; 0 when they are not. */
    long clogEndNs(Side from, long nowNs) {
        long endNs = 0;
        for (Outage outage : outages) {
            if (outage.clogged() && outage.covers(from, nowNs)) {
                endNs = Math.max(endNs, outage.endNs());
            }
        }
        return endNs;
    }

    @Override
    public String toString() {
        return """
                seed      %d%s
                phase one %.3f s
                wiring    %s
                security  %s
                protocol  %s
                pace      %s
                load      %s
                from A    %s
                from B    %s
                outages   %s
                deeds     %s
                """.formatted(
                        seed,
                        calm ? " (calm)" : "",
                        faultsNs / 1e9,
                        wiring,
                        security,
                        staticKeys ? "static keys" : protocol,
                        pace,
                        load,
                        fromA,
                        fromB,
                        outages,
                        deeds);
    }
}
