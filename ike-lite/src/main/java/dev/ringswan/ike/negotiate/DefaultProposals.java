package dev.ringswan.ike.negotiate;

import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is offered where nothing is configured. A proposal with an additional key exchange stands first: a peer that does
 * not know those takes the next, in the same IKE_SA_INIT.
 */
public final class DefaultProposals {
    private static final List<Transform> GROUPS = transforms(
            TransformType.KEY_EXCHANGE,
            TransformId.CURVE25519,
            TransformId.ECP_256,
            TransformId.ECP_384,
            TransformId.ECP_521,
            TransformId.CURVE448,
            TransformId.MODP_3072,
            TransformId.MODP_4096,
            TransformId.MODP_2048);
    private static final List<Transform> FUNCTIONS = transforms(
            TransformType.PRF,
            TransformId.PRF_HMAC_SHA2_384,
            TransformId.PRF_HMAC_SHA2_256,
            TransformId.PRF_HMAC_SHA2_512);
    private static final List<Transform> COMBINED = List.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256),
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 128),
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_CHACHA20_POLY1305));
    private static final List<Transform> CLASSIC = List.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 256),
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 128));
    private static final List<Transform> CODES = transforms(
            TransformType.INTEGRITY,
            TransformId.AUTH_HMAC_SHA2_256_128,
            TransformId.AUTH_HMAC_SHA2_384_192,
            TransformId.AUTH_HMAC_SHA2_512_256);
    private static final List<Transform> SEQUENCE_NUMBERS =
            transforms(TransformType.ESN, TransformId.ESN_YES, TransformId.ESN_NO);

    private DefaultProposals() {}

    /** For IKE: {@code aes256gcm16-prfsha384-x25519-ke1_mlkem768}, then combined modes, then AES-CBC. */
    public static List<TransformSet> ike() {
        TransformSet hybrid = TransformSet.of(
                Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256),
                Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_384),
                Transform.of(TransformType.KEY_EXCHANGE, TransformId.CURVE25519),
                Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, TransformId.ML_KEM_768));
        return List.of(hybrid, set(COMBINED, FUNCTIONS, GROUPS), set(CLASSIC, CODES, FUNCTIONS, GROUPS));
    }

    /** For ESP, without a key exchange of its own: combined modes, then AES-CBC. */
    public static List<TransformSet> esp() {
        return List.of(set(COMBINED, SEQUENCE_NUMBERS), set(CLASSIC, CODES, SEQUENCE_NUMBERS));
    }

    @SafeVarargs
    private static TransformSet set(List<Transform>... types) {
        List<Transform> all = new ArrayList<>();
        for (List<Transform> type : types) {
            all.addAll(type);
        }
        return new TransformSet(all);
    }

    private static List<Transform> transforms(int type, int... ids) {
        return Arrays.stream(ids).mapToObj(id -> Transform.of(type, id)).toList();
    }
}
