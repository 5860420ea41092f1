package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.NativeIoException;
import org.junit.jupiter.api.Test;

class AeadProvidersTest {
    @Test
    void autoTakesAnEngineAndExplainsEachFasterOneItLeft() {
        AeadProviders.Selection selection = AeadProviders.choose(AeadProviders.AUTO);

        int taken = AeadProviders.NAMES.indexOf(selection.provider().name());
        assertThat(taken).isNotNegative();
        assertThat(selection.reasons())
                .hasSize(taken)
                .allSatisfy(reason -> assertThat(reason).isNotBlank());
    }

    @Test
    void jcaIsAlwaysThere() {
        assertThat(AeadProviders.select("jca").name()).isEqualTo("jca");
    }

    @Test
    void refusesAnUnknownNameAndSaysWhichThereAre() {
        assertThatThrownBy(() -> AeadProviders.select("openssl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl")
                .hasMessageContaining("jca");
    }

    @Test
    void saysTheSameEachTimeAnEngineIsNotThere() {
        for (String name : AeadProviders.NAMES) {
            assertThat(outcome(name)).isEqualTo(outcome(name)).doesNotContain("ExceptionInInitializerError");
        }
    }

    private static String outcome(String name) {
        try {
            return AeadProviders.select(name).description();
        } catch (NativeIoException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
