package dev.ringswan.bench.wireguard;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.stage.Stage;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;

/** Verifies the tags of a burst and decrypts it in place, in one call of the engine. The counterpart of OpenStage. */
final class OpenMessageStage implements Stage, AutoCloseable {
    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();
    private final int[] packetOfItem = new int[AeadBatch.CAPACITY];

    /** Makes the stage of one worker; {@code engine} is closed with it. */
    OpenMessageStage(AeadEngine engine) {
        this.engine = engine;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        batch.clear();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (burst.isAlive(i)) {
                packetOfItem[batch.count()] = i;
                DataMessage.add(
                        batch, burst.inboundSa(i).cipher().key(), packets, packets.offset(i), packets.length(i));
            }
        }
        engine.open(batch);
        int itemCount = batch.count();
        for (int item = 0; item < itemCount; item++) {
            if (!batch.opened(item)) {
                burst.drop(packetOfItem[item], DropReason.INTEGRITY);
            }
        }
    }

    @Override
    public void close() {
        engine.close();
        batch.close();
    }
}
