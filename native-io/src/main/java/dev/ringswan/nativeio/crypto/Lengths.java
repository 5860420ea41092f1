package dev.ringswan.nativeio.crypto;

/** Which payload lengths an algorithm takes: whole blocks, up to {@link AeadBatch#LENGTH_MAX}. */
final class Lengths {
    private Lengths() {}

    static boolean acceptable(AeadAlgorithm algorithm, int length) {
        return length >= 0 && length <= AeadBatch.LENGTH_MAX && (length & (algorithm.blockLength() - 1)) == 0;
    }

    static IllegalStateException refusal(AeadAlgorithm algorithm, int length) {
        return new IllegalStateException(algorithm + " cannot seal " + length + " bytes: it takes multiples of "
                + algorithm.blockLength() + " up to " + AeadBatch.LENGTH_MAX);
    }
}
