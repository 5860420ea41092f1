package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;

/** Encrypts the packets of a burst in place and writes their ICVs, in one call of the engine (RFC 4303 §3.3.2). */
public final class SealStage implements Stage, AutoCloseable {
    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();

    /** Makes the stage of one worker; {@code engine} is closed with it. */
    public SealStage(AeadEngine engine) {
        this.engine = engine;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        batch.clear();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (burst.isAlive(i)) {
                burst.outboundSa(i)
                        .cipher()
                        .add(batch, packets, packets.offset(i), packets.length(i), burst.sequence(i));
            }
        }
        engine.seal(batch);
    }

    @Override
    public void close() {
        engine.close();
        batch.close();
    }
}
