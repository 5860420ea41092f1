package dev.ringswan.dataplane;

import dev.ringswan.nativeio.crypto.AeadAlgorithm;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadKey;
import dev.ringswan.nativeio.crypto.AeadProvider;

/** Another provider, with engines that throw when told to: what a defect in a worker would do. */
final class FailingProvider implements AeadProvider {
    private final AeadProvider provider;
    private boolean failing;

    FailingProvider(AeadProvider provider) {
        this.provider = provider;
    }

    void fail() {
        failing = true;
    }

    private void check() {
        if (failing) {
            throw new IllegalStateException("a defect");
        }
    }

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public String description() {
        return "fails when told to";
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return false;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        return provider.newKey(algorithm, material);
    }

    @Override
    public AeadEngine newEngine() {
        AeadEngine engine = provider.newEngine();
        return new AeadEngine() {
            @Override
            public void seal(AeadBatch batch) {
                check();
                engine.seal(batch);
            }

            @Override
            public void open(AeadBatch batch) {
                check();
                engine.open(batch);
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }
}
