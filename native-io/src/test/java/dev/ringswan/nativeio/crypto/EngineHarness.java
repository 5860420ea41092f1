package dev.ringswan.nativeio.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringswan.nativeio.OffHeapRegion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One engine that seals and opens single packets given as arrays. The packet lies between canaries: whatever an engine
 * writes outside the item, or unverified plaintext that it leaves behind, fails the test.
 */
final class EngineHarness implements AutoCloseable {
    private static final int MARGIN = 1024;
    private static final byte CANARY = (byte) 0xa5;

    private final AeadEngine engine;
    private final AeadBatch batch = new AeadBatch();
    private final OffHeapRegion packets = new OffHeapRegion(2 * MARGIN + AeadBatch.LENGTH_MAX + 64);
    private final OffHeapRegion aads = new OffHeapRegion(AeadBatch.AAD_MAX);

    EngineHarness(AeadProvider provider) {
        engine = provider.newEngine();
    }

    /** Ciphertext and tag. */
    byte[] sealAead(AeadKey key, byte[] nonce, byte[] aad, byte[] payload) {
        int sealedLength = payload.length + key.algorithm().icvLength();
        place(new byte[0], payload, sealedLength);
        addAead(key, nonce, aad, payload.length);
        engine.seal(batch);
        return result(new byte[0], sealedLength, sealedLength);
    }

    /** The payload, or null when the engine refused. */
    byte @Nullable [] openAead(AeadKey key, byte[] nonce, byte[] aad, byte[] sealed) {
        int length = sealed.length - key.algorithm().icvLength();
        place(new byte[0], sealed, sealed.length);
        addAead(key, nonce, aad, length);
        return opened(new byte[0], sealed, length);
    }

    /** Ciphertext and truncated MAC. */
    byte[] sealMac(AeadKey key, byte[] prefix, byte[] payload, @Nullable Integer suffix) {
        int sealedLength = payload.length + key.algorithm().icvLength();
        place(prefix, payload, sealedLength);
        addMac(key, prefix, payload.length, suffix);
        engine.seal(batch);
        return result(prefix, sealedLength, sealedLength);
    }

    /** The payload, or null when the engine refused. */
    byte @Nullable [] openMac(AeadKey key, byte[] prefix, byte[] sealed, @Nullable Integer suffix) {
        int length = sealed.length - key.algorithm().icvLength();
        place(prefix, sealed, sealed.length);
        addMac(key, prefix, length, suffix);
        return opened(prefix, sealed, length);
    }

    private byte @Nullable [] opened(byte[] prefix, byte[] sealed, int length) {
        batch.opened(0, true);
        engine.open(batch);
        if (!batch.opened(0)) {
            byte[] left = result(prefix, length, sealed.length);
            assertThat(Arrays.equals(left, new byte[length]) || Arrays.equals(left, Arrays.copyOf(sealed, length)))
                    .as("a refused payload is zeros or ciphertext")
                    .isTrue();
            return null;
        }
        return result(prefix, length, sealed.length);
    }

    private void addAead(AeadKey key, byte[] nonce, byte[] aad, int length) {
        ByteBuffer parts = ByteBuffer.wrap(nonce);
        long head = aad.length < 8 ? 0 : ByteBuffer.wrap(aad).getLong();
        batch.clear();
        batch.addAead(key, packets.address() + MARGIN, length, parts.getInt(), parts.getLong(), head);
        if (aad.length == 12) {
            batch.aadTail(0, ByteBuffer.wrap(aad).getInt(8));
        } else if (aad.length != 8) {
            MemorySegment.copy(aad, 0, aads.segment(), ValueLayout.JAVA_BYTE, 0, aad.length);
            batch.aad(0, aads.address(), aad.length);
        }
    }

    private void addMac(AeadKey key, byte[] prefix, int length, @Nullable Integer suffix) {
        batch.clear();
        batch.addMac(key, packets.address() + MARGIN, length, prefix.length);
        if (suffix != null) {
            batch.macSuffix(0, suffix);
        }
    }

    private void place(byte[] prefix, byte[] content, int itemLength) {
        packets.segment().asSlice(0, 2L * MARGIN + itemLength).fill(CANARY);
        MemorySegment.copy(
                prefix, 0, packets.segment(), ValueLayout.JAVA_BYTE, (long) MARGIN - prefix.length, prefix.length);
        MemorySegment.copy(content, 0, packets.segment(), ValueLayout.JAVA_BYTE, MARGIN, content.length);
    }

    private byte[] result(byte[] prefix, int length, int itemLength) {
        byte[] front = bytes(0, MARGIN);
        byte[] expected = new byte[MARGIN];
        Arrays.fill(expected, CANARY);
        assertThat(bytes(MARGIN + (long) itemLength, MARGIN))
                .as("behind the item")
                .isEqualTo(expected);
        System.arraycopy(prefix, 0, expected, MARGIN - prefix.length, prefix.length);
        assertThat(front).as("in front of the item").isEqualTo(expected);
        return bytes(MARGIN, length);
    }

    private byte[] bytes(long offset, int length) {
        return packets.segment().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        engine.close();
        batch.close();
        packets.close();
        aads.close();
    }
}
