package dev.ringswan.nativeio.crypto;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * All algorithms by {@code javax.crypto} alone. It works on every JDK and every CPU, and is what the faster engines are
 * tested against.
 *
 * <p>Combined modes allocate about 1 KB a packet inside {@code Cipher.init}; the encrypt-then-MAC pairs allocate nothing.
 * Keys lie on the heap: they are overwritten on close, but copies that the JDK made stay until they are collected.
 */
public final class JcaProvider implements AeadProvider {
    /** This provider's {@link #name()}. */
    public static final String NAME = "jca";

    private final AtomicInteger engines = new AtomicInteger();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "jca: javax.crypto of Java " + Runtime.version().feature() + ", which sets up a Cipher for each packet";
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return algorithm.form() != AeadAlgorithm.Form.AEAD;
    }

    @Override
    public JcaKey newKey(AeadAlgorithm algorithm, byte[] material) {
        return new JcaKey(algorithm, material);
    }

    @Override
    public JcaEngine newEngine() {
        return new JcaEngine(engines.getAndIncrement());
    }
}
