package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class PrfPropertyTest {
    private static final List<Prf> PRFS = List.of(Prf.values());

    @Test
    void expandsAsTheFormulaSays() {
        Seeds.forEach(200, (seed, random) -> {
            Prf prf = PRFS.get(random.nextInt(PRFS.size()));
            byte[] key = new byte[random.nextInt(100)];
            random.nextBytes(key);
            byte[] text = new byte[random.nextInt(100)];
            random.nextBytes(text);
            int length = random.nextInt(5 * prf.length());
            byte[] expanded = prf.expand(Secret.copyOf(key), length, text).copy();
            assertThat(expanded).isEqualTo(Arrays.copyOf(naive(prf, key, text), length));
        });
    }

    @Test
    void expandsAsHkdfDoes() {
        Seeds.forEach(100, (seed, random) -> {
            byte[] key = new byte[32 + random.nextInt(64)];
            random.nextBytes(key);
            byte[] text = new byte[1 + random.nextInt(100)];
            random.nextBytes(text);
            int length = 1 + random.nextInt(300);
            byte[] expected = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(new SecretKeySpec(key, "Generic"), text, length));
            assertThat(Prf.HMAC_SHA2_256
                            .expand(Secret.copyOf(key), length, text)
                            .copy())
                    .isEqualTo(expected);
        });
    }

    @Test
    void endsAtTheLastBlockCounter() {
        Secret key = Secret.copyOf(new byte[32]);
        assertThat(Prf.HMAC_SHA2_256.expand(key, 255 * 32).length()).isEqualTo(255 * 32);
        assertThatThrownBy(() -> Prf.HMAC_SHA2_256.expand(key, 255 * 32 + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hidesWeakAlgorithmsUnlessAllowed() {
        assertThat(Prf.of(2, WeakAlgorithms.REFUSED)).isNull();
        assertThat(Prf.of(2, WeakAlgorithms.ALLOWED)).isEqualTo(Prf.HMAC_SHA1);
        assertThat(Prf.of(5, WeakAlgorithms.REFUSED)).isEqualTo(Prf.HMAC_SHA2_256);
        assertThat(Integrity.of(2, WeakAlgorithms.REFUSED)).isNull();
        assertThat(Integrity.of(2, WeakAlgorithms.ALLOWED)).isEqualTo(Integrity.HMAC_SHA1_96);
        assertThat(Integrity.of(14, WeakAlgorithms.REFUSED)).isEqualTo(Integrity.HMAC_SHA2_512_256);
        assertThat(KeyExchanges.standard(WeakAlgorithms.REFUSED).of(2)).isNull();
        assertThat(KeyExchanges.standard(WeakAlgorithms.ALLOWED).of(2)).isNotNull();
    }

    /** T1 | … | T6, each computed from the text of RFC 7296 §2.13. */
    private static byte[] naive(Prf prf, byte[] key, byte[] seed) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        byte[] block = new byte[0];
        for (int n = 1; n <= 6; n++) {
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(block);
            input.writeBytes(seed);
            input.write(n);
            block = prf.apply(Secret.copyOf(key), input.toByteArray());
            stream.writeBytes(block);
        }
        return stream.toByteArray();
    }
}
