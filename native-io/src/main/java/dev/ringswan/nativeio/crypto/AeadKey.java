package dev.ringswan.nativeio.crypto;

/**
 * A key as its provider wants it (expanded, off-heap where the provider can). Immutable from outside and shared by all
 * engines of its provider. Never printed.
 *
 * <p><em>Ownership:</em> the SA that made it closes it, when no batch can refer to it any more; closing wipes.
 */
public interface AeadKey extends AutoCloseable {
    AeadAlgorithm algorithm();

    /** Bytes of memory this key takes, on the heap and off it, for sizing. */
    int footprint();

    /**
     * Reads this object, but not the key material, so that a later use finds it in the caches; the value means nothing. For callers
     * with many keys in turn, who do so for a whole batch before they go on.
     */
    default long touch() {
        return algorithm() == null ? 1 : 0;
    }

    @Override
    void close();
}
