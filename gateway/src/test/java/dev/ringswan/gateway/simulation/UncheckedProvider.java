package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.crypto.AeadAlgorithm;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadKey;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Ciphers with a planted bug: AES-GCM is decrypted whatever its ICV says. In a counter mode to seal what is sealed is to open it.
 */
final class UncheckedProvider implements AeadProvider {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final AeadProvider ciphers;

    UncheckedProvider(AeadProvider ciphers) {
        this.ciphers = ciphers;
    }

    @Override
    public String name() {
        return ciphers.name();
    }

    @Override
    public String description() {
        return "does not check the ICV";
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return false;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        return ciphers.newKey(algorithm, material);
    }

    @Override
    public AeadEngine newEngine() {
        AeadEngine engine = ciphers.newEngine();
        return new AeadEngine() {
            @Override
            public void seal(AeadBatch batch) {
                engine.seal(batch);
            }

            @Override
            public void open(AeadBatch batch) {
                engine.open(batch);
                for (int i = 0; i < batch.count(); i++) {
                    if (!batch.opened(i) && batch.key(i).algorithm().form() == AeadAlgorithm.Form.AEAD) {
                        openUnchecked(engine, batch, i);
                        batch.opened(i, true);
                    }
                }
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    @SuppressWarnings("restricted") // a batch gives addresses
    private static void openUnchecked(AeadEngine engine, AeadBatch batch, int i) {
        MemorySegment nonce = MemorySegment.ofAddress(batch.nonceAddress(i)).reinterpret(12);
        try (AeadBatch one = new AeadBatch()) {
            one.addAead(batch.key(i), batch.address(i), batch.length(i), nonce.get(INT, 0), nonce.get(LONG, 4), 0);
            engine.seal(one);
        }
    }
}
