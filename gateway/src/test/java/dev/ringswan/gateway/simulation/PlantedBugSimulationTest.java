package dev.ringswan.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.gateway.Gateway;
import dev.ringswan.nativeio.PacketPort;
import dev.ringswan.nativeio.crypto.AeadProvider;
import dev.ringswan.nativeio.crypto.AeadProviders;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing may be blind. Here are bugs, and each must be found. */
final class PlantedBugSimulationTest {
    private static final int SEEDS_MAX = 40;

    private final Simulations simulations = new Simulations(AeadProviders.select("jca"));

    @Test
    void findsPacketsThatAreOpenedWithoutCheck() {
        assertThat(firstFailure(UnaryOperator.identity(), new Sabotage() {
                    @Override
                    public AeadProvider ciphers(AeadProvider ciphers) {
                        return new UncheckedProvider(ciphers);
                    }
                }))
                .startsWith("1:");
    }

    @Test
    void findsPacketsThatComeTwice() {
        assertThat(firstFailure(UnaryOperator.identity(), new Sabotage() {
                    @Override
                    public PacketPort device(PacketPort device) {
                        return new RepeatingDevice(device);
                    }
                }))
                .startsWith("2:");
    }

    @Test
    void findsSasThatAreNotRemoved() {
        assertThat(firstFailure(UnaryOperator.identity(), new Sabotage() {
                    @Override
                    public void change(Gateway gateway) {
                        ForgottenRemovals.plant(gateway.ike());
                    }
                }))
                .startsWith("5:");
    }

    @Test
    void findsKeysThatStartAgainAfterARestart() {
        Deed restart = new Deed(4 * FaultPlan.SECOND, Side.A, Deed.Kind.RESTART);
        assertThat(firstFailure(plan -> plan.withStaticKeys().withDeeds(List.of(restart)), Sabotage.NONE))
                .startsWith("3:");
    }

    private String firstFailure(UnaryOperator<FaultPlan> change, Sabotage sabotage) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            FaultPlan plan = change.apply(FaultPlan.draw(seed));
            try (Simulation simulation = simulations.of(plan, Journal.hashing(), sabotage)) {
                simulation.run();
            } catch (SimulationFailure e) {
                return String.valueOf(e.getMessage());
            }
        }
        return "nothing found";
    }
}
