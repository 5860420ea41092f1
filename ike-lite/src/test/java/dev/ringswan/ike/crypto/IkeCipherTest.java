package dev.ringswan.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringswan.nativeio.testing.Hex;
import dev.ringswan.nativeio.testing.Seeds;
import dev.ringswan.nativeio.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class IkeCipherTest {
    @Test
    void opensWhatItSealed() {
        Seeds.forEach(20, (seed, random) -> {
            for (IkeSuite suite : suites()) {
                Secret encryptionKey = drawn(random, suite.encryption().keyLength());
                Secret integrityKey = drawn(random, suite.integrityKeyLength());
                IkeCipher sealing = IkeCipher.sealing(suite, encryptionKey, integrityKey, SeededRandom.of(seed));
                IkeCipher opening = IkeCipher.opening(suite, encryptionKey, integrityKey);
                byte[] header = drawn(random, 32).copy();
                byte[] text = drawn(random, random.nextInt(40) * 16).copy();
                byte[] sealed = sealing.seal(header, text);
                assertThat(sealed).hasSize(sealing.ivLength() + text.length + sealing.icvLength());
                assertThat(opening.open(header, sealed)).isEqualTo(text);
                assertThat(opening.open(header, sealed)).as("repeated").isEqualTo(text);
                assertThat(sealing.seal(header, text)).as("a second IV").isNotEqualTo(sealed);
            }
        });
    }

    @Test
    void refusesWhatWasTamperedWith() {
        Seeds.forEach(50, (seed, random) -> {
            for (IkeSuite suite : suites()) {
                Secret encryptionKey = drawn(random, suite.encryption().keyLength());
                Secret integrityKey = drawn(random, suite.integrityKeyLength());
                IkeCipher sealing = IkeCipher.sealing(suite, encryptionKey, integrityKey, SeededRandom.of(seed));
                IkeCipher opening = IkeCipher.opening(suite, encryptionKey, integrityKey);
                byte[] header = drawn(random, 32).copy();
                byte[] sealed = sealing.seal(header, new byte[32]);
                assertThat(opening.open(flipped(header, random), sealed)).isNull();
                assertThat(opening.open(header, flipped(sealed, random))).isNull();
                assertThat(opening.open(header, Arrays.copyOf(sealed, random.nextInt(sealed.length))))
                        .isNull();
                assertThat(opening.open(header, Arrays.copyOf(sealed, sealed.length + 1 + random.nextInt(40))))
                        .isNull();
            }
        });
    }

    @Test
    void countsTheIvsOfCombinedModes() {
        IkeSuite suite = new IkeSuite(Encryption.AES_GCM_16_256, null, Prf.HMAC_SHA2_256);
        IkeCipher cipher =
                IkeCipher.sealing(suite, Secret.copyOf(new byte[36]), Secret.copyOf(new byte[0]), SeededRandom.of(1));
        for (int i = 0; i < 300; i++) {
            byte[] iv = Arrays.copyOf(cipher.seal(new byte[4], new byte[4]), 8);
            assertThat(Hex.of(iv)).isEqualTo("%016x".formatted(i));
        }
    }

    @Test
    void doesNotSealForThePeer() {
        for (IkeSuite suite : suites()) {
            IkeCipher cipher = IkeCipher.opening(
                    suite,
                    Secret.copyOf(new byte[suite.encryption().keyLength()]),
                    Secret.copyOf(new byte[suite.integrityKeyLength()]));
            assertThatThrownBy(() -> cipher.seal(new byte[4], new byte[16])).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesKeysOfAnotherLength() {
        IkeSuite suite = new IkeSuite(Encryption.AES_GCM_16_256, null, Prf.HMAC_SHA2_256);
        assertThatThrownBy(() -> IkeCipher.opening(suite, Secret.copyOf(new byte[32]), Secret.copyOf(new byte[0])))
                .hasMessage("the encryption key has 32 bytes instead of 36");
    }

    @Test
    void refusesPartOfABlock() {
        IkeSuite suite = new IkeSuite(Encryption.AES_CBC_128, Integrity.HMAC_SHA2_256_128, Prf.HMAC_SHA2_256);
        IkeCipher cipher =
                IkeCipher.sealing(suite, Secret.copyOf(new byte[16]), Secret.copyOf(new byte[32]), SeededRandom.of(1));
        assertThatThrownBy(() -> cipher.seal(new byte[4], new byte[17])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotBeUsedAfterItsKeysAreWiped() {
        for (IkeSuite suite : suites()) {
            IkeCipher cipher = IkeCipher.sealing(
                    suite,
                    Secret.copyOf(new byte[suite.encryption().keyLength()]),
                    Secret.copyOf(new byte[suite.integrityKeyLength()]),
                    SeededRandom.of(1));
            cipher.close();
            assertThatThrownBy(() -> cipher.seal(new byte[4], new byte[16])).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void opensTheMessageOfRfc7634() {
        Map<String, Object> vector = Vectors.objects(Vectors.json("rfc/ike_sk_rfc7634.json"), "vectors")
                .getFirst();
        Secret key = Secret.owning(Hex.bytes("" + vector.get("key") + vector.get("salt")));
        IkeSuite suite = new IkeSuite(Encryption.CHACHA20_POLY1305, null, Prf.HMAC_SHA2_256);
        IkeCipher cipher = IkeCipher.opening(suite, key, Secret.copyOf(new byte[0]));
        byte[] sealed = Hex.bytes("" + vector.get("iv") + vector.get("ciphertext") + vector.get("icv"));
        assertThat(cipher.open(Vectors.bytes(vector, "aad"), sealed)).isEqualTo(Vectors.bytes(vector, "plaintext"));
    }

    private static List<IkeSuite> suites() {
        List<IkeSuite> suites = new ArrayList<>();
        for (Encryption encryption : Encryption.values()) {
            if (encryption.combined()) {
                suites.add(new IkeSuite(encryption, null, Prf.HMAC_SHA2_256));
            } else {
                for (Integrity integrity : Integrity.values()) {
                    suites.add(new IkeSuite(encryption, integrity, Prf.HMAC_SHA2_256));
                }
            }
        }
        return suites;
    }

    private static Secret drawn(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Secret.owning(bytes);
    }

    private static byte[] flipped(byte[] bytes, RandomGenerator random) {
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }
}
