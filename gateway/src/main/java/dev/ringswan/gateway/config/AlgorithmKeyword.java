package dev.ringswan.gateway.config;

import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.List;

/**
 * strongSwan's words for the algorithms that are known here.
 *
 * @param name as it is written; the first of several with the same transform is the usual one
 * @param transform what it stands for; integrity algorithms serve as PRF too, when IKE has no other
 * @param strength how good it is
 */
record AlgorithmKeyword(String name, Transform transform, Strength strength) {
    /** How good an algorithm is by today's measure (RFC 8221, RFC 8247). */
    enum Strength {
        GOOD,
        /** Only by explicit permission. */
        WEAK
    }

    private static final int KEY_LENGTH_SHORT = 128;
    private static final int KEY_LENGTH_LONG = 256;

    static final List<AlgorithmKeyword> ALL = all();

    private static List<AlgorithmKeyword> all() {
        List<AlgorithmKeyword> all = new ArrayList<>();
        addEncryption(all);
        add(all, TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_256_128, "sha256", "sha2_256");
        add(all, TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_384_192, "sha384", "sha2_384");
        add(all, TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_512_256, "sha512", "sha2_512");
        addWeak(all, TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA1_96, "sha1", "sha");
        add(all, TransformType.PRF, TransformId.PRF_HMAC_SHA2_256, "prfsha256");
        add(all, TransformType.PRF, TransformId.PRF_HMAC_SHA2_384, "prfsha384");
        add(all, TransformType.PRF, TransformId.PRF_HMAC_SHA2_512, "prfsha512");
        addWeak(all, TransformType.PRF, TransformId.PRF_HMAC_SHA1, "prfsha1");
        addKeyExchanges(all);
        add(all, TransformType.ESN, TransformId.ESN_YES, "esn");
        add(all, TransformType.ESN, TransformId.ESN_NO, "noesn");
        return List.copyOf(all);
    }

    private static void addEncryption(List<AlgorithmKeyword> all) {
        addCipher(all, TransformId.ENCR_AES_GCM_16, KEY_LENGTH_LONG, "aes256gcm16", "aes256gcm", "aes256gcm128");
        addCipher(all, TransformId.ENCR_AES_GCM_16, KEY_LENGTH_SHORT, "aes128gcm16", "aes128gcm", "aes128gcm128");
        add(all, TransformType.ENCRYPTION, TransformId.ENCR_CHACHA20_POLY1305, "chacha20poly1305");
        addCipher(all, TransformId.ENCR_AES_CBC, KEY_LENGTH_LONG, "aes256");
        addCipher(all, TransformId.ENCR_AES_CBC, KEY_LENGTH_SHORT, "aes128", "aes");
    }

    private static void addKeyExchanges(List<AlgorithmKeyword> all) {
        add(all, TransformType.KEY_EXCHANGE, TransformId.CURVE25519, "x25519", "curve25519");
        add(all, TransformType.KEY_EXCHANGE, TransformId.CURVE448, "x448", "curve448");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ECP_256, "ecp256");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ECP_384, "ecp384");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ECP_521, "ecp521");
        add(all, TransformType.KEY_EXCHANGE, TransformId.MODP_2048, "modp2048");
        add(all, TransformType.KEY_EXCHANGE, TransformId.MODP_3072, "modp3072");
        add(all, TransformType.KEY_EXCHANGE, TransformId.MODP_4096, "modp4096");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ML_KEM_512, "mlkem512");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ML_KEM_768, "mlkem768");
        add(all, TransformType.KEY_EXCHANGE, TransformId.ML_KEM_1024, "mlkem1024");
        addWeak(all, TransformType.KEY_EXCHANGE, TransformId.MODP_1024, "modp1024");
    }

    private static void addCipher(List<AlgorithmKeyword> all, int id, int keyLength, String... names) {
        for (String name : names) {
            Transform transform = Transform.of(TransformType.ENCRYPTION, id, keyLength);
            all.add(new AlgorithmKeyword(name, transform, Strength.GOOD));
        }
    }

    private static void add(List<AlgorithmKeyword> all, int type, int id, String... names) {
        for (String name : names) {
            all.add(new AlgorithmKeyword(name, Transform.of(type, id), Strength.GOOD));
        }
    }

    private static void addWeak(List<AlgorithmKeyword> all, int type, int id, String... names) {
        for (String name : names) {
            all.add(new AlgorithmKeyword(name, Transform.of(type, id), Strength.WEAK));
        }
    }
}
