package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.TransformType;
import dev.ringswan.nativeio.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever can be read is written such that it is read as the same. */
class ProposalPropertyTest {
    @Test
    void readsWhatItWrites() {
        int[] read = new int[1];
        Seeds.forEach(5_000, (seed, random) -> {
            String text = words(random);
            boolean ike = random.nextBoolean();
            try {
                TransformSet set = read(text, ike);
                assertThat(read(ProposalText.format(set), ike)).isEqualTo(set);
                assertThat(set.has(TransformType.ENCRYPTION)).isTrue();
                read[0]++;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("'" + text + "': ");
            }
        });
        assertThat(read[0]).as("proposals that make sense").isGreaterThan(100);
    }

    private static TransformSet read(String text, boolean ike) {
        return ike ? ProposalText.ike(text, true) : ProposalText.esp(text, true);
    }

    private static String words(RandomGenerator random) {
        List<String> words = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String word = AlgorithmKeyword.ALL
                    .get(random.nextInt(AlgorithmKeyword.ALL.size()))
                    .name();
            words.add(random.nextInt(6) == 0 ? "ke" + random.nextInt(9) + "_" + word : word);
        }
        return String.join("-", words);
    }
}
