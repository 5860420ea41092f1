package dev.ringswan.ike.negotiate;

import dev.ringswan.ike.crypto.Encryption;
import dev.ringswan.ike.crypto.IkeSuite;
import dev.ringswan.ike.crypto.Integrity;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import org.jspecify.annotations.Nullable;

/** From chosen transforms to the algorithms that compute them. */
public final class Suites {
    private Suites() {}

    /**
     * Refuses a set for IKE that has an algorithm which cannot be computed here.
     *
     * @throws IllegalArgumentException with the name of the algorithm
     */
    public static void requireIke(TransformSet set, WeakAlgorithms weak, KeyExchanges keyExchanges) {
        requireEncryption(set, weak);
        for (Transform prf : set.ofType(TransformType.PRF)) {
            require(Prf.of(prf.id(), weak), prf);
        }
        requireKeyExchanges(set, keyExchanges);
        ike(new TransformSet(set.transforms()), weak);
        set.single(TransformType.KEY_EXCHANGE);
    }

    /**
     * Refuses a set for ESP that has an algorithm for which there are no keys here.
     *
     * @throws IllegalArgumentException with the name of the algorithm
     */
    public static void requireEsp(TransformSet set, WeakAlgorithms weak, KeyExchanges keyExchanges) {
        requireEncryption(set, weak);
        set.single(TransformType.ENCRYPTION);
        if (!set.additionalKeyExchanges().isEmpty() && !set.has(TransformType.KEY_EXCHANGE)) {
            throw new IllegalArgumentException(set + " has additional key exchanges without a first one");
        }
        requireKeyExchanges(set, keyExchanges);
    }

    /** What an IKE SA computes with. */
    public static IkeSuite ike(TransformSet chosen, WeakAlgorithms weak) {
        Transform prf = chosen.single(TransformType.PRF);
        return new IkeSuite(
                encryption(chosen.single(TransformType.ENCRYPTION)),
                integrity(chosen, weak),
                require(Prf.of(prf.id(), weak), prf));
    }

    /** Bytes of an ESP encryption key, with salt. */
    public static int espEncryptionKeyLength(TransformSet chosen) {
        return encryption(chosen.single(TransformType.ENCRYPTION)).keyLength();
    }

    /** Bytes of an ESP integrity key; 0 for combined modes. */
    public static int espIntegrityKeyLength(TransformSet chosen, WeakAlgorithms weak) {
        Integrity integrity = integrity(chosen, weak);
        return integrity == null ? 0 : integrity.keyLength();
    }

    private static void requireKeyExchanges(TransformSet set, KeyExchanges keyExchanges) {
        for (Transform method : set.transforms()) {
            boolean additional = TransformType.isAdditionalKeyExchange(method.type());
            if (method.type() == TransformType.KEY_EXCHANGE || (additional && method.id() != TransformId.KE_NONE)) {
                require(keyExchanges.of(method.id()), method);
            }
        }
    }

    private static void requireEncryption(TransformSet set, WeakAlgorithms weak) {
        set.ofType(TransformType.ENCRYPTION).forEach(Suites::encryption);
        for (Transform integrity : set.ofType(TransformType.INTEGRITY)) {
            if (integrity.id() != 0) {
                require(Integrity.of(integrity.id(), weak), integrity);
            }
        }
    }

    private static Encryption encryption(Transform transform) {
        return require(Encryption.of(transform.id(), transform.keyLength().orElse(0)), transform);
    }

    private static @Nullable Integrity integrity(TransformSet chosen, WeakAlgorithms weak) {
        if (!chosen.has(TransformType.INTEGRITY)) {
            return null;
        }
        Transform transform = chosen.single(TransformType.INTEGRITY);
        return transform.id() == 0 ? null : require(Integrity.of(transform.id(), weak), transform);
    }

    private static <T> T require(@Nullable T algorithm, Transform transform) {
        if (algorithm == null) {
            throw new IllegalArgumentException(transform + " is not one of the algorithms that are known here");
        }
        return algorithm;
    }
}
