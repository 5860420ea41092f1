package dev.ringswan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionsTest {
    @Test
    void measuresAllSizesByDefault() {
        Options options = Options.floor(List.of());
        assertThat(options.sizes()).containsExactly(64, 512, 1400);
        assertThat(options.json()).isFalse();
        assertThat(options.engines()).isEmpty();
    }

    @Test
    void readsListsAndNumbers() {
        Options options = Options.sad(List.of("--json", "--engines", "jca", "--sizes", "100,28", "--sas", "1,7"));
        assertThat(options.json()).isTrue();
        assertThat(options.engines()).containsExactly("jca");
        assertThat(options.sizes()).containsExactly(100, 28);
        assertThat(options.saCounts()).containsExactly(1, 7);
        assertThat(options.largestSize()).isEqualTo(100);
    }

    @Test
    void measuresLessWhenQuick() {
        assertThat(Options.floor(List.of("--quick")).rounds())
                .isLessThan(Options.floor(List.of()).rounds());
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> Options.floor(List.of("--fast"))).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.floor(List.of("--sizes"))).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Options.floor(List.of("--sizes", "64,x"))).hasMessageContaining("'x'");
        assertThatThrownBy(() -> Options.floor(List.of("--sizes", "9000"))).hasMessageContaining("9000");
        assertThatThrownBy(() -> Options.floor(List.of("--engines", "openssl"))).hasMessageContaining("openssl");
    }
}
