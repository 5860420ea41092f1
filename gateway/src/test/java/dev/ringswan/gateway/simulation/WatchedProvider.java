package dev.ringswan.gateway.simulation;

import dev.ringswan.nativeio.crypto.AeadAlgorithm;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadKey;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.agrona.collections.LongHashSet;

/**
 * The real ciphers, and a watch over invariant 3: whatever is sealed with one key has another IV each time, whichever gateway
 * seals it, and in whichever life.
 */
final class WatchedProvider implements AeadProvider {
    private static final int NONCE_LENGTH = 12;
    private static final int CBC_IV_LENGTH = 16;

    private final AeadProvider ciphers;
    private final Map<ByteBuffer, LongHashSet> usedByMaterial = new HashMap<>();
    private final IdentityHashMap<AeadKey, LongHashSet> usedByKey = new IdentityHashMap<>();

    WatchedProvider(AeadProvider ciphers) {
        this.ciphers = ciphers;
    }

    @Override
    public String name() {
        return ciphers.name();
    }

    @Override
    public String description() {
        return ciphers.description();
    }

    @Override
    public boolean allocationFree(AeadAlgorithm algorithm) {
        return false;
    }

    @Override
    public AeadKey newKey(AeadAlgorithm algorithm, byte[] material) {
        AeadKey key = ciphers.newKey(algorithm, material);
        usedByKey.put(key, usedByMaterial.computeIfAbsent(ByteBuffer.wrap(material.clone()), _ -> new LongHashSet()));
        return key;
    }

    @Override
    public AeadEngine newEngine() {
        return new Engine(ciphers.newEngine());
    }

    private void watch(AeadBatch batch, int i) {
        AeadKey key = batch.key(i);
        long iv = switch (key.algorithm().form()) {
            case AEAD -> hash(batch.nonceAddress(i), NONCE_LENGTH);
            case CBC_HMAC -> hash(batch.address(i) - CBC_IV_LENGTH, CBC_IV_LENGTH);
            case NULL_HMAC -> throw new SimulationFailure("4: a packet is not encrypted");
        };
        LongHashSet used = usedByKey.get(key);
        if (used == null || !used.add(iv)) {
            throw new SimulationFailure("3: a key and an IV are used together a second time");
        }
    }

    @SuppressWarnings("restricted") // a batch gives addresses
    private static long hash(long address, int length) {
        MemorySegment bytes = MemorySegment.ofAddress(address).reinterpret(length);
        long hash = 0;
        for (int i = 0; i < length; i += Integer.BYTES) {
            hash = SeededRandom.mix(hash * 31 + bytes.get(ValueLayout.JAVA_INT_UNALIGNED, i));
        }
        return hash;
    }

    private final class Engine implements AeadEngine {
        private final AeadEngine engine;

        Engine(AeadEngine engine) {
            this.engine = engine;
        }

        @Override
        public void seal(AeadBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                watch(batch, i);
            }
            engine.seal(batch);
        }

        @Override
        public void open(AeadBatch batch) {
            engine.open(batch);
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
