package dev.ringswan.nativeio.crypto;

import java.util.Arrays;

/** An AES-GCM key for {@link JdkIntrinsicEngine}: one key schedule, and for each engine its counter and GHASH table. */
final class JdkIntrinsicKey implements AeadKey {
    /** This object, key schedules for both directions and one engine's state; measured with JDK 25 and a 256-bit key. */
    private static final int FOOTPRINT = 1144;

    /** What one engine needs of a key. */
    static final class State {
        final Object counterMode;
        final byte[] counter;
        final Object ghash;
        final long[] hash;
        final long[] powers;

        private State(Object aes, byte[] subkey) {
            counterMode = JdkInternals.newCounterMode(aes);
            counter = JdkInternals.counter(counterMode);
            ghash = JdkInternals.newGhash(subkey);
            hash = JdkInternals.state(ghash);
            powers = JdkInternals.powers(ghash);
        }
    }

    private final AeadAlgorithm algorithm;
    private final Object aes;
    /** The block cipher's output for zeros: GHASH's key (NIST SP 800-38D §7.1). */
    private final byte[] subkey = new byte[JdkInternals.BLOCK];

    private final EngineSlots<State> states = new EngineSlots<>(this::newState);

    JdkIntrinsicKey(AeadAlgorithm algorithm, byte[] material) {
        JcaKey.checkLength(algorithm, material);
        this.algorithm = algorithm;
        aes = JdkInternals.newAes(material);
        // A new counter mode counts from the zero block, so its first output XORed into zeros is the subkey.
        JdkInternals.crypt(JdkInternals.newCounterMode(aes), subkey, 0, subkey.length);
    }

    @Override
    public AeadAlgorithm algorithm() {
        return algorithm;
    }

    /** The state of the engine with this number. */
    State state(int engine) {
        return states.of(engine);
    }

    private State newState() {
        return new State(aes, subkey);
    }

    @Override
    public int footprint() {
        return FOOTPRINT;
    }

    /** Overwrites the key schedule; copies that a garbage collection moved stay until the heap is reused. */
    @Override
    public void close() {
        states.forEach(state -> Arrays.fill(state.powers, 0));
        states.close();
        JdkInternals.wipeAes(aes);
        Arrays.fill(subkey, (byte) 0);
    }

    @Override
    public String toString() {
        return "JdkIntrinsicKey[" + algorithm + "]";
    }
}
