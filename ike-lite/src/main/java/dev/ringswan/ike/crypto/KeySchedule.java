package dev.ringswan.ike.crypto;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The key derivations of IKEv2: pure functions from shared secrets and nonces to keys.
 *
 * <pre>
 *   g^ir, Ni, Nr ──▶ SKEYSEED ──▶ IkeKeys ──┬─ additional key exchange (RFC 9370) ──▶ SKEYSEED(n) ──▶ IkeKeys(n)
 *                                           ├─ PPK (RFC 8784) ──▶ IkeKeys'
 *                                           ├─ IKE rekey ──▶ SKEYSEED of the next IKE SA
 *                                           └─ child ──▶ KEYMAT ──▶ ChildKeys
 * </pre>
 *
 * <p><em>Ownership:</em> inputs are only read and stay the caller's to close; each result is a new secret.
 */
public final class KeySchedule {
    private KeySchedule() {}

    /** {@code SKEYSEED = prf(Ni | Nr, g^ir)} of the first exchange (RFC 7296 §2.14). */
    public static Secret initialSeed(Prf prf, Secret sharedSecret, Nonces nonces) {
        try (Secret key = Secret.owning(nonces.joined())) {
            return prf.derive(key, sharedSecret.readable());
        }
    }

    /** {@code SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr)} after one IKE_INTERMEDIATE exchange (RFC 9370 §2.2.2). */
    public static Secret additionalSeed(Prf prf, Secret skD, Secret sharedSecret, Nonces nonces) {
        return prf.derive(skD, sharedSecret.readable(), nonces.joined());
    }

    /**
     * {@code SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr | SK(1) | … | SK(n))} of a rekeyed IKE SA (RFC 7296 §2.18,
     * RFC 9370 §2.2.4).
     *
     * @param oldPrf the function of the old SA, which need not be that of the new one
     * @param sharedSecrets of the first key exchange and of the additional ones, in order; at least one
     */
    public static Secret rekeySeed(Prf oldPrf, Secret oldSkD, List<Secret> sharedSecrets, Nonces nonces) {
        if (sharedSecrets.isEmpty()) {
            throw new IllegalArgumentException("an IKE SA is never rekeyed without a key exchange");
        }
        return oldPrf.derive(oldSkD, mixed(sharedSecrets, nonces));
    }

    /**
     * {@code {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+(SKEYSEED, Ni | Nr | SPIi | SPIr)} (RFC 7296
     * §2.14).
     */
    public static IkeKeys ikeKeys(IkeSuite suite, Secret skeyseed, Nonces nonces, long spiI, long spiR) {
        byte[] spis =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(spiI).putLong(spiR).array();
        int p = suite.prf().length();
        int a = suite.integrityKeyLength();
        int e = suite.encryption().keyLength();
        try (Secret stream = suite.prf().expand(skeyseed, 3 * p + 2 * a + 2 * e, nonces.joined(), spis)) {
            return new IkeKeys(
                    stream.slice(0, p),
                    stream.slice(p, a),
                    stream.slice(p + a, a),
                    stream.slice(p + 2 * a, e),
                    stream.slice(p + 2 * a + e, e),
                    stream.slice(p + 2 * a + 2 * e, p),
                    stream.slice(2 * p + 2 * a + 2 * e, p));
        }
    }

    /**
     * Mixes a postquantum preshared key in before IKE_AUTH (RFC 8784 §3): {@code SK_d = prf+(PPK, SK_d')}, and SK_pi and
     * SK_pr likewise. The keys of the SK payload stay.
     */
    public static IkeKeys mixPpk(Prf prf, Secret ppk, IkeKeys keys) {
        return new IkeKeys(
                prf.expand(ppk, prf.length(), keys.skD().readable()),
                keys.skAi().duplicate(),
                keys.skAr().duplicate(),
                keys.skEi().duplicate(),
                keys.skEr().duplicate(),
                prf.expand(ppk, prf.length(), keys.skPi().readable()),
                prf.expand(ppk, prf.length(), keys.skPr().readable()));
    }

    /**
     * The keys of a child SA pair (RFC 7296 §2.17, RFC 9370 §2.2.4): {@code KEYMAT = prf+(SK_d, Ni | Nr)}, or with
     * perfect forward secrecy {@code prf+(SK_d, g^ir (new) | Ni | Nr | SK(1) | … | SK(n))}.
     *
     * @param sharedSecrets of the child's own key exchanges, in order; empty without perfect forward secrecy
     * @param encryptionKeyLength bytes for one direction, salt included
     * @param integrityKeyLength bytes for one direction, 0 for combined modes
     */
    public static ChildKeys childKeys(
            Prf prf,
            Secret skD,
            List<Secret> sharedSecrets,
            Nonces nonces,
            int encryptionKeyLength,
            int integrityKeyLength) {
        int e = encryptionKeyLength;
        int a = integrityKeyLength;
        try (Secret stream = prf.expand(skD, 2 * (e + a), mixed(sharedSecrets, nonces))) {
            return new ChildKeys(
                    stream.slice(0, e), stream.slice(e, a), stream.slice(e + a, e), stream.slice(2 * e + a, a));
        }
    }

    /** The first shared secret stands before the nonces, the additional ones behind them. */
    private static byte[][] mixed(List<Secret> sharedSecrets, Nonces nonces) {
        List<byte[]> parts = new ArrayList<>();
        for (Secret secret : sharedSecrets) {
            parts.add(secret.readable());
        }
        parts.addAll(Math.min(1, parts.size()), List.of(nonces.joined()));
        return parts.toArray(new byte[0][]);
    }
}
