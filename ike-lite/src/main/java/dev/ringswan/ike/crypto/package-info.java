/**
 * The cryptography of IKEv2: what is computed, never who said what when. No class here knows a message, a socket or a
 * clock; randomness and the time of day come from outside.
 *
 * <pre>
 *   KeyExchangeMethod ── Secret g^ir ──▶ KeySchedule ──▶ IkeKeys ─┬─ SK_e, SK_a ──▶ IkeCipher     the SK payload
 *   (MODP, ECP, X25519,                  (Prf, prf+)              ├─ SK_p ──▶ SignedOctets ──▶ AuthSigner, AuthVerifier
 *    X448, ML-KEM)                                                └─ SK_d ──▶ ChildKeys, the next IkeKeys
 *
 *   Credentials (PEM) ──▶ PrivateKey ──▶ AuthSigner
 *                     └─▶ roots ──▶ CertificateVerifier ──▶ PublicKey ──▶ AuthVerifier
 * </pre>
 *
 * <p><em>Whom to blame:</em> {@link dev.ringswan.ike.crypto.CryptoRefusal} says what was wrong with what the peer sent;
 * {@link dev.ringswan.ike.crypto.CredentialException} says what is wrong with our own files.
 *
 * <p><em>Weak algorithms</em> (SHA-1, MODP-1024) exist only behind {@link dev.ringswan.ike.crypto.WeakAlgorithms#ALLOWED}.
 */
@NullMarked
package dev.ringswan.ike.crypto;

import org.jspecify.annotations.NullMarked;
