package dev.ringswan.ike.wire;

import org.jspecify.annotations.Nullable;

/**
 * The keys of one direction of an IKE SA, as the SK payload needs them (RFC 7296 §3.14, RFC 5282). Padding is not its
 * business.
 *
 * <pre>
 * header … SK header | IV | ciphertext | ICV
 * └ associated data ┘ └──── sealed ────────┘
 * </pre>
 *
 * With AEAD the associated data is authenticated as such; with CBC and HMAC the ICV is over associated data, IV and
 * ciphertext, one behind the other, which is the whole message before the ICV.
 */
public interface PayloadProtection {
    /** Bytes of the IV in the payload. */
    int ivLength();

    /** Bytes of the ICV. */
    int icvLength();

    /** What the length of the padded plaintext must be a multiple of; 1 if any length will do. */
    int blockLength();

    /**
     * Encrypts and authenticates, with an IV that was never used before.
     *
     * @return {@code ivLength + plaintext.length + icvLength} bytes: IV, ciphertext, ICV
     */
    byte[] seal(byte[] associatedData, byte[] plaintext);

    /** The plaintext, or null if it is not authentic; the length of {@code sealed} was checked. */
    byte @Nullable [] open(byte[] associatedData, byte[] sealed);
}
