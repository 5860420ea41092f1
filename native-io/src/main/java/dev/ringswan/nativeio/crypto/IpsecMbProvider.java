package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.NativeIoException;
import dev.ringswan.nativeio.OffHeapRegion;
import org.jspecify.annotations.Nullable;

/**
 * All algorithms by Intel's multi-buffer library, without garbage: the fastest provider, where its runtime package
 * (Debian and Ubuntu: {@code libipsec-mb1}) is installed. Keys lie off the heap and are wiped on close.
 */
public final class IpsecMbProvider implements AeadProvider {
    /** This provider's {@link #name()}. */
    public static final String NAME = "ipsec-mb";

    private static final int WARM_ROUNDS = 4_000;
    private static final int WARM_ITEMS = 4;
    private static final int CELL = 512;

    private final KeySlab gcmKeys = new KeySlab(IpsecMbKey.GCM_SLOT);
    private final KeySlab chachaKeys = new KeySlab(IpsecMbKey.CHACHA_SLOT);
    private final KeySlab cbcKeys = new KeySlab(IpsecMbKey.CBC_SLOT);
    private final KeySlab nullKeys = new KeySlab(IpsecMbKey.NULL_SLOT);

    /** @throws NativeIoException when the library is missing, unknown or of no use on this CPU */
    public IpsecMbProvider() {
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
        AeadAlgorithm algorithm = AeadAlgorithm.AES_256_GCM;
        try (OffHeapRegion memory = new OffHeapRegion(WARM_ITEMS * CELL);
                AeadBatch batch = new AeadBatch();
                AeadEngine engine = newEngine();
                AeadKey key = newKey(algorithm, new byte[algorithm.keyLength()])) {
            for (int round = 0; round < WARM_ROUNDS; round++) {
                batch.clear();
                for (int i = 0; i < WARM_ITEMS; i++) {
                    batch.addAead(key, memory.address() + (long) i * CELL, 64, 1, (long) round * WARM_ITEMS + i, 2);
                }
                engine.seal(batch);
                engine.open(batch);
            }
        }
    }
}
