package dev.ringswan.gateway.simulation;

import static dev.ringswan.gateway.simulation.FaultPlan.MS;
import static dev.ringswan.gateway.simulation.FaultPlan.SECOND;

import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.gateway.config.ChildLifetime;
import dev.ringswan.gateway.config.ChildSettings.StartAction;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.ike.api.Uniqueness;

/**
 * How IKE is configured.
 *
 * @param realCryptography whether key exchanges are real, instead of fakes that cost nothing
 * @param pfs whether each child SA has a key exchange of its own
 * @param timers both sides' own
 * @param livenessNs of silence, after which a peer is asked whether it lives
 * @param cookieThreshold half-open IKE SAs from which on cookies are asked for
 * @param child lifetime of child SAs
 * @param ike lifetime of IKE SAs
 * @param startA what A does by itself; B's is {@code startB}
 * @param extras what few plans have
 */
record Protocol(
        boolean realCryptography,
        boolean pfs,
        IkeTimers timers,
        long livenessNs,
        int cookieThreshold,
        ChildLifetime child,
        IkeLifetime ike,
        StartAction startA,
        StartAction startB,
        Extras extras) {
    private static final int REAL_ONE_IN = 50;
    private static final int CERTIFICATES_ONE_IN = 20;

    /** How the networks are spread over connections and children. */
    enum Layout {
        /** All in one child. */
        ONE_CHILD,
        /** IPv4 and IPv6 each in a child of one connection. */
        TWO_CHILDREN,
        /** Each in a connection of its own. */
        TWO_CONNECTIONS
    }

    /**
     * What few plans have.
     *
     * @param certificates whether both sides prove who they are by certificates, instead of a pre-shared key
     * @param additional whether ML-KEM is an additional key exchange of each IKE SA, and of each child SA that has one
     * @param datagramLengthMax bytes from which on an IKE message is cut into fragments
     * @param unique what becomes of duplicate IKE SAs
     */
    record Extras(Layout layout, boolean certificates, boolean additional, int datagramLengthMax, Uniqueness unique) {
        private static final Extras NONE = new Extras(Layout.ONE_CHILD, false, false, 1_200, Uniqueness.NO);

        static Extras draw(SeededRandom random) {
            return new Extras(
                    random.pick(Layout.ONE_CHILD, Layout.ONE_CHILD, Layout.TWO_CHILDREN, Layout.TWO_CONNECTIONS),
                    random.oneIn(CERTIFICATES_ONE_IN),
                    random.oneIn(4),
                    random.pick(1_200, 1_200, 576),
                    random.pick(Uniqueness.NO, Uniqueness.NO, Uniqueness.REPLACE));
        }
    }

    static Protocol draw(long seed, SeededRandom random, boolean nat) {
        boolean onlyB = random.oneIn(3) && !nat; // nobody reaches A through the NAT before A has been heard
        boolean onlyA = !onlyB && random.oneIn(2);
        return new Protocol(
                seed % REAL_ONE_IN == 0,
                random.oneIn(2),
                new IkeTimers(
                        Retransmission.of(random.between(150 * MS, 400 * MS), random.between(2, 3)),
                        random.between(2 * SECOND, 5 * SECOND),
                        random.between(SECOND, 3 * SECOND)),
                random.between(SECOND, 4 * SECOND),
                random.pick(0, 1, 1_000),
                childLifetime(random),
                ikeLifetime(random),
                onlyB ? StartAction.NONE : random.pick(StartAction.START, StartAction.TRAP),
                onlyA ? StartAction.NONE : random.pick(StartAction.START, StartAction.TRAP),
                Extras.draw(random.split("extras")));
    }

    /** SAs without end, and A that makes them. */
    static Protocol lasting() {
        return new Protocol(
                false,
                true,
                new IkeTimers(Retransmission.of(300 * MS, 3), 3 * SECOND, 2 * SECOND),
                2 * SECOND,
                1_000,
                new ChildLifetime(SaLifetime.NONE, 0, 0, 0),
                IkeLifetime.UNLIMITED,
                StartAction.START,
                StartAction.NONE,
                Extras.NONE);
    }

    private static ChildLifetime childLifetime(SeededRandom random) {
        long softNs = random.oneIn(3) ? SaLifetime.UNLIMITED : random.between(2 * SECOND, 8 * SECOND);
        long softPackets = random.oneIn(2) ? SaLifetime.UNLIMITED : random.between(20, 400);
        return new ChildLifetime(
                new SaLifetime(
                        softNs,
                        softNs == SaLifetime.UNLIMITED ? softNs : softNs + 20 * SECOND,
                        SaLifetime.UNLIMITED,
                        SaLifetime.UNLIMITED,
                        softPackets,
                        softPackets == SaLifetime.UNLIMITED ? softPackets : 50 * softPackets),
                softNs == SaLifetime.UNLIMITED ? 0 : softNs / random.between(2, 10),
                0,
                softPackets == SaLifetime.UNLIMITED ? 0 : softPackets / random.between(2, 10));
    }

    /** Jitter is drawn too, so that both sides often rekey the IKE SA at the same time. */
    private static IkeLifetime ikeLifetime(SeededRandom random) {
        if (random.oneIn(2)) {
            return IkeLifetime.UNLIMITED;
        }
        long rekeyNs = random.between(2 * SECOND, 8 * SECOND);
        return new IkeLifetime(rekeyNs, rekeyNs / random.pick(2, 10, 1_000), rekeyNs + 20 * SECOND);
    }

    StartAction start(Side side) {
        return side == Side.A ? startA : startB;
    }

    /** How long a side tries to reach the other one before it gives up. */
    long giveUpNs() {
        return timers.spanNs();
    }
}
