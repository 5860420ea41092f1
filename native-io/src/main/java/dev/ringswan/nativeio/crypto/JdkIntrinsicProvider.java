package dev.ringswan.nativeio.crypto;

import dev.ringswan.nativeio.NativeIoException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM by the JDK's own compiled AES and GHASH code, reached directly: several times as fast as {@code
 * javax.crypto.Cipher} on small packets, without garbage and without a native library. All other algorithms are those of
 * {@link JcaProvider}.
 *
 * <p>Needs {@code --add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED}. Keys lie on the heap and are overwritten on
 * close.
 */
final class JdkIntrinsicProvider implements AeadProvider {
    /** This provider's {@link #name()}. */
    static final String NAME = "jdk-intrinsic";

    private final AtomicInteger engines = new AtomicInteger();
    private final JcaProvider jca = new JcaProvider();
    private volatile boolean fused;

    /** @throws NativeIoException when the JDK's internals are closed or have moved */
    JdkIntrinsicProvider() {
        @Nullable String problem = JdkInternals.problem();
        if (problem != null) {
            throw new NativeIoException(
                    "start crypto engine " + NAME,
                    0,
                    "the JDK's AES code cannot be reached (" + problem + "); start java with"
                            + " --add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return NAME + ": AES-GCM by the compiled AES and GHASH code of Java " + Runtime.version() + ", the rest by jca";
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return accelerated(algorithm) || jca.allocationFree(algorithm);
    }

    private static boolean accelerated(AeadAlgorithm algorithm) {
        return algorithm == AeadAlgorithm.AES_128_GCM || algorithm == AeadAlgorithm.AES_256_GCM;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        return accelerated(algorithm) ? new JdkIntrinsicKey(algorithm, material) : jca.newKey(algorithm, material);
    }

    @Override
    public AeadEngine newEngine() {
        return new JdkIntrinsicEngine(engines.getAndIncrement(), this, jca.newEngine());
    }

    /** Whether long payloads are sealed by the fused code. */
    boolean fused() {
        return fused;
    }

    /** Forces or forbids the fused code; both give the same bytes. */
    void fused(boolean use) {
        fused = use;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Until the compiler has replaced them, the JDK's methods are plain Java that hashes bit by bit. Not every CPU has
     * a replacement for the fused one, and its plain Java allocates 56 bytes a call: by that it is recognised, and left
     * alone from then on.
     */
    @Override
    public void warmUp() {
        fused = true;
        WarmUp.run(this, AeadAlgorithm.AES_128_GCM, AeadAlgorithm.AES_256_GCM);
        fused = WarmUp.allocates(this, AeadAlgorithm.AES_256_GCM) == 0;
    }
}
