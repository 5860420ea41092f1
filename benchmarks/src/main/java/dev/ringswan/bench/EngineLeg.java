package dev.ringswan.bench;

import dev.ringswan.dataplane.DataplaneConfig;
import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.Random;

/**
 * The engine alone, over the same memory, lengths and batches that the pipeline gives it.
 *
 * <pre>
 *   prepare: SPI, sequence number and IV into each packet; nonce and associated data into the batch    ┐ engine
 *   call:    AeadEngine.seal or open of 64 packets                                     } engine call   ┘
 * </pre>
 *
 * What every program has to do to use an engine at all counts as the engine's, as in the table of crypto-engines.md: header and
 * nonce of each packet, written for the whole batch before the call. The call by itself is reported beside it.
 *
 * <p><em>Threading:</em> one thread.
 */
final class EngineLeg implements AutoCloseable {
    private static final int SPI = 0x1234_5678;
    private static final int SALT = 0x0A0B_0C0D;

    private final PacketBurst packets = PacketBurst.allocate(DataplaneConfig.DEFAULT.cellSize());
    private final AeadBatch batch = new AeadBatch();
    private final AeadEngine engine;
    private final PacketCipher cipher;
    private long sequence;

    EngineLeg(AeadProvider provider) {
        byte[] key = new byte[Tunnel.SUITE.algorithm().keyLength()];
        new Random(1).nextBytes(key);
        engine = provider.newEngine();
        cipher = new PacketCipher(Tunnel.SUITE, provider.newKey(Tunnel.SUITE.algorithm(), key), SPI, SALT, true);
    }

    /** Lays out ESP packets around inner packets of {@code length} bytes. */
    void length(int length) {
        Random random = new Random(length);
        byte[] payload = new byte[length];
        packets.count(Tunnel.BURST);
        for (int i = 0; i < Tunnel.BURST; i++) {
            random.nextBytes(payload);
            int offset = packets.packetOffset(i);
            int padLength = EspTrailer.padLength(length, cipher.alignment());
            packets.putBytes(offset, payload, 0, length);
            EspTrailer.write(packets, offset + length, padLength, EspTrailer.NEXT_HEADER_IPV4);
            packets.packet(i, offset - cipher.headerLength(), length + Tunnel.SUITE.overhead(length));
        }
    }

    /** Seals all packets with new sequence numbers, then opens them; adds what that took to {@code times}. */
    void run(Times times) {
        long start = System.nanoTime();
        writeHeaders();
        describe();
        long sealCall = System.nanoTime();
        engine.seal(batch);
        long sealed = System.nanoTime();
        describe();
        long openCall = System.nanoTime();
        engine.open(batch);
        long opened = System.nanoTime();
        times.seal += sealed - start;
        times.sealCall += sealed - sealCall;
        times.open += opened - sealed;
        times.openCall += opened - openCall;
        for (int i = 0; i < Tunnel.BURST; i++) {
            if (!batch.opened(i)) {
                throw new IllegalStateException("the engine does not open what it sealed");
            }
        }
    }

    private void writeHeaders() {
        for (int i = 0; i < Tunnel.BURST; i++) {
            int offset = packets.offset(i);
            EspHeader.write(packets, offset, SPI, ++sequence);
            packets.putLong(offset + EspHeader.LENGTH, sequence);
        }
    }

    private void describe() {
        batch.clear();
        for (int i = 0; i < Tunnel.BURST; i++) {
            cipher.add(batch, packets, packets.offset(i), packets.length(i), sequence - Tunnel.BURST + 1 + i);
        }
    }

    @Override
    public void close() {
        batch.close();
        engine.close();
        cipher.close();
    }

    /** Nanoseconds, summed over bursts. */
    static final class Times {
        long seal;
        long sealCall;
        long open;
        long openCall;
    }
}
