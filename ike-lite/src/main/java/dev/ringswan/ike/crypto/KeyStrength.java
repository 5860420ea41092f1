package dev.ringswan.ike.crypto;

import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which keys may sign: RSA from 2048 bits on, the NIST curves 256, 384 and 521, Ed25519 and Ed448. */
final class KeyStrength {
    private static final int RSA_BITS_MIN = 2048;
    /** Larger ones make one verification cost what a flood would. */
    private static final int RSA_BITS_MAX = 16384;

    private KeyStrength() {}

    /** Why a key is not used, as the rest of the sentence "the key …", or null when it is. */
    static @Nullable String weakness(Key key) {
        return switch (key) {
            case RSAKey rsa -> rsaWeakness(rsa.getModulus().bitLength());
            case ECKey ec -> curveBits(ec) == 0 ? "is on a curve other than P-256, P-384 and P-521" : null;
            case EdECKey _ -> null;
            default ->
                "is for " + key.getAlgorithm().toUpperCase(Locale.ROOT) + "; RSA, ECDSA, Ed25519 and Ed448 are known";
        };
    }

    private static @Nullable String rsaWeakness(int bits) {
        if (bits < RSA_BITS_MIN) {
            return "has only " + bits + " bits; RSA keys need " + RSA_BITS_MIN + " or more";
        }
        return bits > RSA_BITS_MAX ? "has " + bits + " bits; RSA keys may have up to " + RSA_BITS_MAX : null;
    }

    /** 256, 384 or 521, or 0 for another curve. */
    static int curveBits(ECKey key) {
        for (EcpGroup group : EcpGroup.all()) {
            if (group.describes(key.getParams())) {
                return group.bits();
            }
        }
        return 0;
    }
}
