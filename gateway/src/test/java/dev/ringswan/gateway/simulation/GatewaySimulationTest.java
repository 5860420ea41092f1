package dev.ringswan.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.crypto.AeadProviders;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Many seeds, each of which is another network, another configuration and another operator. */
final class GatewaySimulationTest {
    private static final int SEEDS = 1_000;

    private final Simulations simulations = new Simulations(AeadProviders.select("jca"));

    @Test
    void keepsEveryInvariantForEverySeed() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            simulations.run(seed);
        }
        assertThat(simulations.packets()).isGreaterThan(SEEDS);
    }

    /** Each commit brings a seed that nobody has tried; the failure names it. */
    @Test
    void keepsEveryInvariantForTheSeedOfTheCommit() throws IOException {
        Path root = Path.of(System.getProperty("ringswan.root", ".."));
        simulations.run(CommitSeed.read(root));
    }

    @Test
    void repeatsItself() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(simulations.run(seed)).as("hash of seed %d", seed).isEqualTo(simulations.run(seed));
        }
    }

    @Test
    void differsFromSeedToSeed() {
        assertThat(simulations.run(1)).isNotEqualTo(simulations.run(2));
    }
}
