package dev.ringswan.gateway.simulation;

import static dev.ringswan.gateway.simulation.FaultPlan.MS;
import static dev.ringswan.gateway.simulation.FaultPlan.SECOND;

import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a random walk rarely meets, on a quiet network whose datagrams take 20 ms: each scenario is run for many distances between
 * its two events, so that their messages cross in every way.
 */
final class ScenarioSimulationTest {
    private static final long FIRST_NS = 4 * SECOND;
    /** More than a whole exchange takes. */
    private static final long DISTANCE_MAX_NS = 70 * MS;

    private static final long DISTANCE_STEP_NS = 5 * MS;

    private final Simulations simulations = new Simulations(AeadProviders.select("jca"));

    /** RFC 7296 §2.8.1: both sides rekey the same child SA. */
    @Test
    void losesNothingWhenBothRekeyTheChild() {
        forEachDistance(Deed.Kind.REKEY_CHILD, Deed.Kind.REKEY_CHILD, true);
    }

    /** §2.25.1: one side rekeys what the other one deletes. */
    @Test
    void recoversWhenOneRekeysWhatTheOtherDeletes() {
        forEachDistance(Deed.Kind.REKEY_CHILD, Deed.Kind.DOWN, false);
        forEachDistance(Deed.Kind.DOWN, Deed.Kind.REKEY_CHILD, false);
    }

    /** §2.8.2: both sides rekey the IKE SA; of the two new ones one goes, and the children lose nothing. */
    @Test
    void losesNothingWhenBothRekeyTheIkeSa() {
        forEachDistance(Deed.Kind.REKEY_IKE, Deed.Kind.REKEY_IKE, true);
    }

    /** §2.25.2: one side rekeys the IKE SA, the other one a child that is about to move to the new one. */
    @Test
    void losesNothingWhenOneRekeysTheIkeSaAndTheOtherTheChild() {
        forEachDistance(Deed.Kind.REKEY_IKE, Deed.Kind.REKEY_CHILD, true);
        forEachDistance(Deed.Kind.REKEY_CHILD, Deed.Kind.REKEY_IKE, true);
    }

    /** §2.25.2: one side rekeys the IKE SA that the other one deletes. */
    @Test
    void recoversWhenOneRekeysTheIkeSaThatTheOtherDeletes() {
        forEachDistance(Deed.Kind.REKEY_IKE, Deed.Kind.DOWN, false);
        forEachDistance(Deed.Kind.DOWN, Deed.Kind.REKEY_IKE, false);
    }

    /** §1.4.1: both sides delete, and their requests cross. */
    @Test
    void recoversWhenBothDelete() {
        forEachDistance(Deed.Kind.DOWN, Deed.Kind.DOWN, false);
    }

    /** A side that forgets everything in the midst of a rekey. */
    @Test
    void recoversFromARestartInAHalfFinishedRekey() {
        forEachDistance(Deed.Kind.REKEY_CHILD, Deed.Kind.RESTART, false);
        forEachDistance(Deed.Kind.RESTART, Deed.Kind.REKEY_CHILD, false);
    }

    @Test
    void recoversWhenBothRestart() {
        forEachDistance(Deed.Kind.RESTART, Deed.Kind.RESTART, false);
    }

    /** §2.1: a rekey in which one message or the other has to be sent again. */
    @Test
    void losesNothingWhenMessagesOfARekeyAreLost() {
        for (String lost : List.of(
                "CREATE_CHILD_SA request",
                "CREATE_CHILD_SA response",
                "INFORMATIONAL request", // the DELETE of the old child SA
                "INFORMATIONAL response")) {
            for (Side side : Side.values()) {
                FaultPlan plan = FaultPlan.quiet(true, List.of(new Deed(FIRST_NS, side, Deed.Kind.REKEY_CHILD)));
                run(plan, lost, "the rekey by " + side + " loses its " + lost);
            }
        }
    }

    /** Both rekey, and one of the two exchanges is late by a retransmission. */
    @Test
    void losesNothingWhenMessagesOfACollisionAreLost() {
        for (String lost : List.of("CREATE_CHILD_SA request", "CREATE_CHILD_SA response", "INFORMATIONAL request")) {
            FaultPlan plan = FaultPlan.quiet(
                    true,
                    List.of(
                            new Deed(FIRST_NS, Side.A, Deed.Kind.REKEY_CHILD),
                            new Deed(FIRST_NS, Side.B, Deed.Kind.REKEY_CHILD)));
            run(plan, lost, "simultaneous rekeys lose a " + lost);
        }
    }

    private void forEachDistance(Deed.Kind first, Deed.Kind second, boolean calm) {
        for (long distanceNs = 0; distanceNs <= DISTANCE_MAX_NS; distanceNs += DISTANCE_STEP_NS) {
            FaultPlan plan = FaultPlan.quiet(
                    calm, List.of(new Deed(FIRST_NS, Side.A, first), new Deed(FIRST_NS + distanceNs, Side.B, second)));
            run(plan, null, "A's %s and, %d ms later, B's %s".formatted(first, distanceNs / MS, second));
        }
    }

    private void run(FaultPlan plan, @Nullable String lost, String scenario) {
        Journal journal = Journal.tracing();
        try (Simulation simulation = simulations.of(plan, journal, Sabotage.NONE)) {
            if (lost != null) {
                simulation.loseFirst(lost, FIRST_NS);
            }
            simulation.run();
        } catch (SimulationFailure e) {
            throw new AssertionError(scenario + ": " + e.getMessage() + "\n" + journal.last(), e);
        }
    }
}
