package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The self-test passes a good engine and catches each way of being wrong that it is there for. */
class AeadSelfTestTest {
    private final JcaProvider good = new JcaProvider();

    @Test
    void passesAGoodEngine() {
        assertThat(AeadSelfTest.failure(new JcaProvider(), good)).isNull();
    }

    @Test
    void catchesAnEngineThatLeavesThePayloadInClear() {
        AeadProvider lazy = new Faulty() {
            @Override
            public void seal(AeadBatch batch) {}
        };

        assertThat(AeadSelfTest.failure(lazy, good)).contains("known answer");
    }

    @Test
    void catchesAnEngineThatAcceptsAnyIcv() {
        AeadProvider credulous = new Faulty() {
            @Override
            public void open(AeadBatch batch) {
                super.open(batch);
                for (int i = 0; i < batch.count(); i++) {
                    batch.opened(i, true);
                }
            }
        };

        assertThat(AeadSelfTest.failure(credulous, good)).contains("accepted with a changed bit");
    }

    @Test
    void catchesAnEngineThatLeavesUnverifiedPlaintext() {
        AeadProvider leaky = new Faulty() {
            @Override
            public void open(AeadBatch batch) {
                super.open(batch);
                for (int i = 0; i < batch.count(); i++) {
                    if (!batch.opened(i) && batch.length(i) > 0) {
                        Memory.putInt(batch.address(i), ~Memory.getInt(batch.address(i)));
                    }
                }
            }
        };

        assertThat(AeadSelfTest.failure(leaky, good)).contains("leaves unverified plaintext");
    }

    /** A provider and its only engine, which does what {@code jca} does unless it is told otherwise. */
    private abstract static class Faulty implements AeadProvider, AeadEngine {
        private final JcaProvider provider = new JcaProvider();
        private final JcaEngine engine = provider.newEngine();

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public String description() {
            return "faulty";
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
            return this;
        }

        @Override
        public void seal(AeadBatch batch) {
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
