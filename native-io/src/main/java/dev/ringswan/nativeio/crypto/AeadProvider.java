package dev.ringswan.nativeio.crypto;

/** A source of keys and engines that belong together. Thread-safe, for the control path. */
public interface AeadProvider {
    /** The name used in configuration, status and reports: {@code ipsec-mb}, {@code jdk-intrinsic} or {@code jca}. */
    String name();

    /** One line for the log: version, instruction set, or why it is slower than it could be. */
    String description();

    /** Whether sealing and opening with this algorithm allocates nothing once warm. */
    boolean allocationFree(AeadAlgorithm algorithm);

    /**
     * Makes a key.
     *
     * @param material {@code algorithm.keyLength()} bytes, cipher key first; copied, and the caller's to wipe
     */
    AeadKey newKey(AeadAlgorithm algorithm, byte[] material);

    /** Makes an engine for one worker thread. */
    AeadEngine newEngine();

    /**
     * Runs the engine until the compiler is done with it, so that the first real packets are not the slow ones. Takes
     * about a second; to be called once, before traffic. The default does nothing.
     */
    default void warmUp() {}
}
