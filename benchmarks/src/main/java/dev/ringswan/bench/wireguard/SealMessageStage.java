package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;

/** Encrypts the messages of a burst in place, in one call of the engine. The counterpart of SealStage. */
final class SealMessageStage implements Stage, AutoCloseable {
    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();

    /** Makes the stage of one worker; {@code engine} is closed with it. */
    SealMessageStage(AeadEngine engine) {
        this.engine = engine;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        batch.clear();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (burst.isAlive(i)) {
                DataMessage.add(
                        batch, burst.outboundSa(i).cipher().key(), packets, packets.offset(i), packets.length(i));
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
