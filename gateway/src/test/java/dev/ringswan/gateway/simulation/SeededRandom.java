package dev.ringswan.gateway.simulation;

import java.security.SecureRandom;
import java.util.List;

/**
 * SplitMix64 in the shape of a {@link SecureRandom}: the same numbers from the same seed. Streams that are split off depend on
 * the seed and their name alone, so one component that draws more does not change what the others get.
 */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final long seed;
    private long state;

    SeededRandom(long seed) {
        super(null, null);
        this.seed = seed;
        state = mix(seed);
    }

    /** A stream of its own for a component. */
    SeededRandom split(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash + GAMMA + name.charAt(i));
        }
        return new SeededRandom(hash);
    }

    /** The finisher of SplitMix64: a good hash of one word. */
    static long mix(long word) {
        long z = (word ^ (word >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        long word = 0;
        for (int i = 0; i < bytes.length; i++) {
            word = i % Long.BYTES == 0 ? nextLong() : word >>> 8;
            bytes[i] = (byte) word;
        }
    }

    /** From 0 to {@code bound} − 1. */
    int below(int bound) {
        return (int) ((nextLong() >>> 1) % bound);
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** From {@code low} to {@code high}, both included. */
    long between(long low, long high) {
        return low + (nextLong() >>> 1) % (high - low + 1);
    }

    boolean oneIn(int count) {
        return below(count) == 0;
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[below(choices.length)];
    }
}
