package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SecretTest {
    @Test
    void showsItsLengthOnly() {
        assertThat(Secret.copyOf(new byte[32])).hasToString("Secret[32 bytes]");
    }

    @Test
    void zeroesTheArrayItOwns() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.owning(bytes);
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThat(secret.wiped()).isTrue();
    }

    @Test
    void refusesUseAfterWiping() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        secret.close();
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void comparesByContent() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        assertThat(secret).isEqualTo(Secret.copyOf(new byte[] {1, 2, 3}));
        assertThat(secret).isNotEqualTo(Secret.copyOf(new byte[] {1, 2, 4}));
        assertThat(secret).isNotEqualTo(Secret.copyOf(new byte[] {1, 2}));
    }

    @Test
    void slicesAndDuplicatesIndependently() {
        Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
        Secret slice = secret.slice(1, 2);
        Secret duplicate = secret.duplicate();
        secret.close();
        assertThat(slice.copy()).containsExactly(2, 3);
        assertThat(duplicate.copy()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> duplicate.slice(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
