package dev.ringswan.ike.crypto;

import org.jspecify.annotations.Nullable;

/**
 * What one IKE SA computes with, as negotiated.
 *
 * @param integrity null exactly when the encryption is a combined mode (RFC 5282 §8)
 */
public record IkeSuite(Encryption encryption, @Nullable Integrity integrity, Prf prf) {
    /** Refuses combinations that IKE does not have. */
    public IkeSuite {
        if (encryption.combined() != (integrity == null)) {
            throw new IllegalArgumentException(
                    encryption + (integrity == null ? " needs an integrity algorithm" : " goes without " + integrity));
        }
    }

    /** Bytes of SK_ai and SK_ar; 0 for combined modes. */
    public int integrityKeyLength() {
        return integrity == null ? 0 : integrity.keyLength();
    }
}
