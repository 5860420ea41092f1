package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever stands in a file, reading it ends in a configuration or in faults that say something. */
class ConfigPropertyTest {
    private static final String[] PIECES = {
        "{",
        "}",
        "=",
        "#",
        "\"",
        "\\",
        "\n",
        ":",
        ",",
        "/",
        "[",
        "]",
        "-",
        "0x",
        "99999999999999999999",
        "include",
        " ",
        "\0",
        "\uD800",
        "é",
        "yes",
        "key",
        "static",
        "in",
        "%",
        "0",
        "-1",
        "::",
        "1.2.3.4",
        ";",
        "\r",
        "\t",
        "T"
    };

    @Test
    void mutatedTextsGiveClearFaultsOnly() {
        String example = ConfigTexts.example();
        Seeds.forEach(5_000, (seed, random) -> {
            String text = mutate(example, random);
            try {
                ConfigTexts.parse(text).close();
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
                for (ConfigException.Problem problem : e.problems()) {
                    assertThat(problem.message()).isNotBlank().doesNotContainPattern("\\bnull\\b(?!-)|Exception");
                    assertThat(problem.line())
                            .isBetween(
                                    0, (int) text.chars().filter(c -> c == '\n').count() + 1);
                }
            }
        });
    }

    private static String mutate(String text, RandomGenerator random) {
        StringBuilder mutated = new StringBuilder(text);
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count && !mutated.isEmpty(); i++) {
            int from = random.nextInt(mutated.length());
            int to = Math.min(mutated.length(), from + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> mutated.delete(from, to);
                case 1 -> mutated.insert(from, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> mutated.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
                default -> mutated.setLength(random.nextInt(20) == 0 ? from : mutated.length());
            }
        }
        return mutated.toString();
    }
}
