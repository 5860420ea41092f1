package dev.ringswan.bench;

import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A crypto engine alone, by suite, length of the packet and packets in a call: seals a burst with fresh sequence numbers, then opens
 * it. The suite has an IV. Header, nonce and associated data of each packet count, as every program has to write them.
 */
final class CipherLeg implements Leg {
    private static final int SPI = 0x5E00_0000;
    private static final int SALT = 0x0A0B_0C0D;

    private final PacketBurst packets = PacketBurst.allocate(PacketBurst.CELL_SIZE_DEFAULT);
    private final AeadBatch batch = new AeadBatch();
    private final AeadProvider provider;
    private final AeadEngine engine;
    private final EspSuite suite;
    private final PacketCipher cipher;
    private final int length;
    private final int perCall;
    private long sequence;

    /** Makes a leg; {@code perCall} divides the burst. */
    CipherLeg(AeadProvider provider, EspSuite suite, int length, int perCall) {
        this.provider = provider;
        this.suite = suite;
        this.length = length;
        this.perCall = perCall;
        Random random = new Random(MicroBenchmark.SEED);
        byte[] key = new byte[suite.algorithm().keyLength()];
        random.nextBytes(key);
        engine = provider.newEngine();
        cipher = new PacketCipher(suite, provider.newKey(suite.algorithm(), key), SPI, SALT, true);
        packets.count(MicroBenchmark.BURST);
        for (int i = 0; i < MicroBenchmark.BURST; i++) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            int offset = packets.packetOffset(i);
            int padLength = EspTrailer.padLength(length, cipher.alignment());
            packets.putBytes(offset, payload, 0, length);
            EspTrailer.write(packets, offset + length, padLength, EspTrailer.NEXT_HEADER_IPV4);
            packets.packet(i, offset - cipher.headerLength(), length + suite.overhead(length));
        }
    }

    @Override
    public List<String> benches() {
        return List.of("engine.seal", "engine.open");
    }

    @Override
    public Map<String, String> params() {
        return Map.of(
                "engine", provider.name(),
                "algorithm", suite.algorithm().name(),
                "size", String.valueOf(length),
                "burst", String.valueOf(perCall));
    }

    @Override
    public void run(long[] nanos) {
        long start = System.nanoTime();
        seal();
        long between = System.nanoTime();
        open();
        nanos[0] += between - start;
        nanos[1] += System.nanoTime() - between;
    }

    private void seal() {
        for (int first = 0; first < MicroBenchmark.BURST; first += perCall) {
            batch.clear();
            for (int i = first; i < first + perCall; i++) {
                int offset = packets.offset(i);
                sequence++;
                EspHeader.write(packets, offset, SPI, sequence);
                packets.putLong(offset + EspHeader.LENGTH, sequence); // the IV, or half of the one of CBC
                cipher.add(batch, packets, offset, packets.length(i), sequence);
            }
            engine.seal(batch);
        }
    }

    private void open() {
        for (int first = 0; first < MicroBenchmark.BURST; first += perCall) {
            batch.clear();
            for (int i = first; i < first + perCall; i++) {
                cipher.add(
                        batch, packets, packets.offset(i), packets.length(i), sequence - MicroBenchmark.BURST + 1 + i);
            }
            engine.open(batch);
            for (int i = 0; i < perCall; i++) {
                if (!batch.opened(i)) {
                    throw new IllegalStateException(provider.name() + " does not open what it sealed");
                }
            }
        }
    }

    @Override
    public List<String> digests() {
        seal();
        String sealed = new Digest().add(packets).toString();
        open();
        return List.of(sealed, new Digest().add(packets).toString());
    }

    @Override
    public void close() {
        batch.close();
        engine.close();
        cipher.close();
    }
}
