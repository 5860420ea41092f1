package dev.ringswan.nativeio.crypto;

/**
 * Seals or opens the items of a batch in place. Items may use different keys and algorithms.
 *
 * <p><em>Threading:</em> one thread; the engine holds scratch memory. <em>Errors:</em> nothing is thrown because of what a
 * packet holds: {@link #open} reports per item. The caller guarantees the contract of {@link AeadBatch}, above all that
 * addresses and lengths lie within its memory: engines do not check them. What a caller can get wrong on its own side
 * (sealing a length that is no multiple of the block, a payload longer than {@link AeadBatch#LENGTH_MAX}, the same nonce
 * twice where the engine happens to notice) is a bug and throws {@link IllegalStateException} before anything is sealed
 * in that item. No nonce is checked for reuse here; that is the caller's duty.
 */
public interface AeadEngine extends AutoCloseable {
    /** Encrypts each payload in place and writes its ICV behind it. */
    void seal(AeadBatch batch);

    /**
     * Checks each ICV in constant time and decrypts the payload in place. Sets {@link AeadBatch#opened(int)}; the payload
     * of an item that failed is left as zeros, or as the ciphertext it was: never as unverified plaintext.
     */
    void open(AeadBatch batch);

    @Override
    void close();
}
