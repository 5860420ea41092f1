package dev.ringswan.dataplane.stage;

import dev.ringswan.dataplane.burst.EspBurst;
import dev.ringswan.dataplane.counter.DropReason;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;

/**
 * Verifies the ICVs of a burst and decrypts it in place, in one call of the engine (RFC 4303 §3.4.4). A packet that is alive
 * behind this stage is authentic.
 */
public final class OpenStage implements Stage, AutoCloseable {
    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();
    private final int[] packetOfItem = new int[AeadBatch.CAPACITY];

    /** Makes the stage of one worker; {@code engine} is closed with it. */
    public OpenStage(AeadEngine engine) {
        this.engine = engine;
    }

    @Override
    public void process(EspBurst burst) {
        PacketBurst packets = burst.packets();
        batch.clear();
        int count = packets.count();
        for (int i = 0; i < count; i++) {
            if (!burst.isAlive(i)) {
                continue;
            }
            PacketCipher cipher = burst.inboundSa(i).cipher();
            packetOfItem[batch.count()] = i;
            cipher.add(batch, packets, packets.offset(i), packets.length(i), burst.sequence(i));
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
