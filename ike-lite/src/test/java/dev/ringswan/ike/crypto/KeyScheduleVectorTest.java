package dev.ringswan.ike.crypto;

import static dev.ringswan.nativeio.testing.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.testing.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyScheduleVectorTest {
    @Test
    void derivesTheSamplesOfNist() {
        int count = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("rfc/ikev2_kdf.json"), "vectors")) {
            Prf prf = prf(vector);
            if (vector.containsKey("ni")) {
                checkWhole(
                        prf,
                        rename(vector, "ni", "nr", "g_ir", "g_ir_new", "spi_i", "spi_r"),
                        rename(
                                vector,
                                "skeyseed",
                                "keying_material",
                                "child_keying_material",
                                "child_keying_material_dh",
                                "skeyseed_rekey"));
            } else if (vector.containsKey("shared_secret")) {
                Secret seed = KeySchedule.initialSeed(
                        prf, secret(vector, "shared_secret"), Nonces.of(bytes(vector, "nonces"), new byte[0]));
                assertThat(seed).isEqualTo(secret(vector, "skeyseed"));
            } else {
                byte[] expected = bytes(vector, "keying_material");
                assertThat(prf.expand(secret(vector, "skeyseed"), expected.length, bytes(vector, "seed")))
                        .isEqualTo(Secret.copyOf(expected));
            }
            count++;
        }
        Counted.report("rfc/ikev2_kdf.json", count, 13);
    }

    @Test
    void derivesTheRecomputedSamplesOfAcvp() {
        int count = 0;
        for (Map<String, Object> vector : Vectors.objects(Vectors.json("acvp/kdf-ikev2-recomputed.json"), "tests")) {
            checkWhole(
                    prf(vector),
                    rename(vector, "nInit", "nResp", "gir", "girNew", "spiInit", "spiResp"),
                    rename(
                            vector,
                            "sKeySeed",
                            "derivedKeyingMaterial",
                            "derivedKeyingMaterialChild",
                            "derivedKeyingMaterialDh",
                            "sKeySeedReKey"));
            count++;
        }
        Counted.report("acvp/kdf-ikev2-recomputed.json", count, 20);
    }

    /** Inputs: Ni, Nr, g^ir, g^ir (new), SPIi, SPIr. Outputs: SKEYSEED, SK_*, KEYMAT, KEYMAT with PFS, SKEYSEED of a rekey. */
    private static void checkWhole(Prf prf, byte[][] in, byte[][] out) {
        Nonces nonces = Nonces.of(in[0], in[1]);
        Secret seed = KeySchedule.initialSeed(prf, Secret.copyOf(in[2]), nonces);
        assertThat(seed.copy()).isEqualTo(out[0]);
        IkeSuite suite = new IkeSuite(Encryption.AES_GCM_16_128, null, prf);
        IkeKeys keys = KeySchedule.ikeKeys(
                suite,
                seed,
                nonces,
                ByteBuffer.wrap(in[4]).getLong(),
                ByteBuffer.wrap(in[5]).getLong());
        byte[] skD = Arrays.copyOf(out[1], prf.length());
        assertThat(keys.skD().copy()).isEqualTo(skD);
        assertThat(keys.skEi().copy()).isEqualTo(Arrays.copyOfRange(out[1], prf.length(), prf.length() + 20));
        Secret newSecret = Secret.copyOf(in[3]);
        assertThat(keymat(prf, keys.skD(), List.of(), nonces, out[2].length)).isEqualTo(out[2]);
        assertThat(keymat(prf, keys.skD(), List.of(newSecret), nonces, out[3].length))
                .isEqualTo(out[3]);
        assertThat(KeySchedule.rekeySeed(prf, keys.skD(), List.of(newSecret), nonces)
                        .copy())
                .isEqualTo(out[4]);
    }

    private static byte[] keymat(Prf prf, Secret skD, List<Secret> secrets, Nonces nonces, int length) {
        int half = (length + 1) / 2;
        ChildKeys keys = KeySchedule.childKeys(prf, skD, secrets, nonces, half, 0);
        byte[] joined = ByteBuffer.allocate(2 * half)
                .put(keys.initiatorEncryption().copy())
                .put(keys.responderEncryption().copy())
                .array();
        return Arrays.copyOf(joined, length);
    }

    private static Prf prf(Map<String, Object> vector) {
        return Prf.valueOf(String.valueOf(vector.get("prf")).replace("PRF_", ""));
    }

    private static Secret secret(Map<String, Object> vector, String name) {
        return Secret.owning(bytes(vector, name));
    }

    private static byte[][] rename(Map<String, Object> vector, String... names) {
        byte[][] values = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            values[i] = bytes(vector, names[i]);
        }
        return values;
    }
}
