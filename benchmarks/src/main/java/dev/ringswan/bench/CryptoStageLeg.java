package dev.ringswan.bench;

import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.List;
import java.util.Map;

/** The two stages with cryptography: seals a burst of one SA, then opens it. */
final class CryptoStageLeg implements Leg {
    private final StageFixture stages;
    private final Map<String, String> params;

    /** Inner packets of {@code length} bytes. */
    CryptoStageLeg(AeadProvider provider, int length) {
        stages = new StageFixture(1, provider, length);
        params = Map.of("engine", provider.name(), "size", String.valueOf(length));
    }

    @Override
    public List<String> benches() {
        return List.of("stage.seal", "stage.open");
    }

    @Override
    public Map<String, String> params() {
        return params;
    }

    @Override
    public void run(long[] nanos) {
        stages.beforeSeal();
        long start = System.nanoTime();
        stages.seal();
        nanos[0] += System.nanoTime() - start;
        stages.beforeOpen();
        start = System.nanoTime();
        stages.open();
        nanos[1] += System.nanoTime() - start;
    }

    @Override
    public List<String> digests() {
        stages.beforeSeal();
        String sealed = StageLeg.digest(stages.seal());
        stages.beforeOpen();
        return List.of(sealed, StageLeg.digest(stages.open()));
    }

    @Override
    public void close() {
        stages.close();
    }
}
