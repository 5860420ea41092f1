package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Tidy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TidyTest {
    @Test
    void followsTheHouseRules() {
        assertThat(Tidy.violations(Path.of(""))).isEmpty();
    }
}
