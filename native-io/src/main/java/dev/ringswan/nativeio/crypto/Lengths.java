package dev.ringswan.nativeio.crypto;

/**
 * Which items an engine takes: payloads of whole blocks up to {@link AeadBatch#LENGTH_MAX}, and no more around them than
 * {@link AeadBatch} allows. Engines ask before they work, because native and compiled code checks nothing.
 */
final class Lengths {
    private Lengths() {}

    static boolean acceptable(AeadBatch batch, int index) {
        AeadAlgorithm algorithm = batch.key(index).algorithm();
        int length = batch.length(index);
        int around = algorithm.form() == AeadAlgorithm.Form.AEAD ? batch.aadLength(index) : batch.macPrefix(index);
        int aroundMax = algorithm.form() == AeadAlgorithm.Form.AEAD ? AeadBatch.AAD_MAX : AeadBatch.PREFIX_MAX;
        return length >= 0
                && length <= AeadBatch.LENGTH_MAX
                && (length & (algorithm.blockLength() - 1)) == 0
                && around >= 0
                && around <= aroundMax;
    }

    /** As {@link #acceptable}, for an item that is known to be of AES-GCM, which takes payloads of any length. */
    static boolean acceptableGcm(AeadBatch batch, int index) {
        int length = batch.length(index);
        int aadLength = batch.aadLength(index);
        return (length | aadLength) >= 0 && length <= AeadBatch.LENGTH_MAX && aadLength <= AeadBatch.AAD_MAX;
    }

    static IllegalStateException refusal(AeadBatch batch, int index) {
        AeadAlgorithm algorithm = batch.key(index).algorithm();
        return new IllegalStateException(algorithm + " cannot seal " + batch.length(index)
                + " bytes: it takes multiples of "
                + algorithm.blockLength() + " up to " + AeadBatch.LENGTH_MAX + ", and at most " + AeadBatch.PREFIX_MAX
                + " bytes of header or " + AeadBatch.AAD_MAX + " of associated data");
    }
}
