package dev.ringswan.dataplane;

import dev.ringswan.dataplane.esp.EspHeader;
import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.esp.EspTrailer;
import dev.ringswan.dataplane.esp.PacketCipher;
import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadEngine;
import dev.ringswan.nativeio.crypto.AeadProvider;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes and opens single ESP packets with a key, also such as no honest peer would send: the test writes the trailer. */
public final class EspForge implements AutoCloseable {
    private final PacketCipher cipher;
    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();
    private final PacketBurst burst = PacketBurst.allocate(4096);

    /** Uses {@code keyMaterial} in the order of an SA's: cipher key, salt, integrity key. */
    public EspForge(AeadProvider provider, EspSuite suite, byte[] keyMaterial, int spi, boolean esn) {
        int saltStart = suite.algorithm().cipherKeyLength();
        int saltLimit = saltStart + suite.saltLength();
        ByteBuffer key = ByteBuffer.allocate(suite.algorithm().keyLength());
        key.put(keyMaterial, 0, saltStart).put(keyMaterial, saltLimit, keyMaterial.length - saltLimit);
        int salt = saltLimit > saltStart ? ByteBuffer.wrap(keyMaterial).getInt(saltStart) : 0;
        cipher = new PacketCipher(suite, provider.newKey(suite.algorithm(), key.array()), spi, salt, esn);
        engine = provider.newEngine();
    }

    public EspSuite suite() {
        return cipher.suite();
    }

    /** Appends the padding, pad length and next header that RFC 4303 §2.4 asks for. */
    public byte[] withTrailer(byte[] payload, int nextHeader) {
        int padLength = EspTrailer.padLength(payload.length, cipher.alignment());
        byte[] plaintext = Arrays.copyOf(payload, payload.length + padLength + EspTrailer.LENGTH);
        for (int i = 0; i < padLength; i++) {
            plaintext[payload.length + i] = (byte) (i + 1);
        }
        plaintext[plaintext.length - 2] = (byte) padLength;
        plaintext[plaintext.length - 1] = (byte) nextHeader;
        return plaintext;
    }

    /** Seals a payload with an honest trailer and the sequence number as IV. */
    public byte[] seal(byte[] payload, int nextHeader, long sequence) {
        return sealRaw(withTrailer(payload, nextHeader), sequence);
    }

    /** Seals payload and trailer as they are, with an IV made of the sequence number. */
    public byte[] sealRaw(byte[] plaintext, long sequence) {
        byte[] iv = new byte[cipher.headerLength() - EspHeader.LENGTH];
        if (iv.length != 0) {
            ByteBuffer.wrap(iv).putLong(sequence);
        }
        return sealRaw(plaintext, sequence, iv);
    }

    /** Seals payload and trailer as they are. */
    public byte[] sealRaw(byte[] plaintext, long sequence, byte[] iv) {
        int offset = burst.packetOffset(0);
        EspHeader.write(burst, offset, cipher.spi(), sequence);
        burst.putBytes(offset + EspHeader.LENGTH, iv, 0, iv.length);
        burst.putBytes(offset + cipher.headerLength(), plaintext, 0, plaintext.length);
        int length = cipher.headerLength() + plaintext.length + cipher.icvLength();
        batch.clear();
        cipher.add(batch, burst, offset, length, sequence);
        engine.seal(batch);
        byte[] packet = new byte[length];
        burst.getBytes(offset, packet, 0, length);
        return packet;
    }

    /** Payload and trailer of a packet, or null when its ICV is wrong. */
    public byte @Nullable [] open(byte[] packet, long sequence) {
        int offset = burst.packetOffset(0);
        burst.putBytes(offset, packet, 0, packet.length);
        batch.clear();
        cipher.add(batch, burst, offset, packet.length, sequence);
        engine.open(batch);
        if (!batch.opened(0)) {
            return null;
        }
        byte[] plaintext = new byte[packet.length - cipher.headerLength() - cipher.icvLength()];
        burst.getBytes(offset + cipher.headerLength(), plaintext, 0, plaintext.length);
        return plaintext;
    }

    @Override
    public void close() {
        engine.close();
        batch.close();
        cipher.close();
    }
}
