package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.NativeIoException;
import org.jspecify.annotations.Nullable;

/**
 * All algorithms by Intel's multi-buffer library, without garbage: the fastest provider, where its runtime package
 * (Debian and Ubuntu: {@code libipsec-mb1}) is installed. Keys lie off the heap and are wiped on close.
 */
final class IpsecMbProvider implements AeadProvider {
    /** This provider's {@link #name()}. */
    static final String NAME = "ipsec-mb";

    private final KeySlab gcmKeys = new KeySlab(IpsecMbKey.GCM_SLOT);
    private final KeySlab chachaKeys = new KeySlab(IpsecMbKey.CHACHA_SLOT);
    private final KeySlab cbcKeys = new KeySlab(IpsecMbKey.CBC_SLOT);
    private final KeySlab nullKeys = new KeySlab(IpsecMbKey.NULL_SLOT);

    /** @throws NativeIoException when the library is missing, unknown or of no use on this CPU */
    IpsecMbProvider() {
        @Nullable String problem = IpsecMbLibrary.problem();
        if (problem != null) {
            throw new NativeIoException("start crypto engine " + NAME, 0, problem);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return NAME + ": Intel's multi-buffer library " + IpsecMbLibrary.description();
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return true;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        return new IpsecMbKey(algorithm, material, slab(algorithm));
    }

    private KeySlab slab(AeadAlgorithm algorithm) {
        return switch (algorithm.form()) {
            case AEAD -> algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? chachaKeys : gcmKeys;
            case CBC_HMAC -> cbcKeys;
            case NULL_HMAC -> nullKeys;
        };
    }

    @Override
    public AeadEngine newEngine() {
        return new IpsecMbEngine();
    }

    @Override
    public void warmUp() {
        WarmUp.run(
                this,
                AeadAlgorithm.AES_128_GCM,
                AeadAlgorithm.AES_256_GCM,
                AeadAlgorithm.CHACHA20_POLY1305,
                AeadAlgorithm.AES_256_CBC_HMAC_SHA256);
    }
}
