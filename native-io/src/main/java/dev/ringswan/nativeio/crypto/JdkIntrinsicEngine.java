package dev.ringswan.nativeio.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * AES-GCM with two calls into the JDK's compiled code for each packet.
 *
 * <pre>
 * scratch, for the counter mode:  | zeros …           | zeros 16 | payload |
 *                                                     ^ counter 1: E(J0) appears here for nothing
 * scratch, for GHASH:             | 0 to 4 zero blocks | AAD, 0 … | ciphertext, 0 … | bit lengths |
 * </pre>
 *
 * GHASH takes eight blocks at a time and the rest one by one, which is slow. Leading zero blocks do not change it, so
 * when four to seven blocks would be left over, it starts that much earlier. Long payloads are sealed by the JDK's fused
 * code, which hashes what it has just encrypted, where the provider found that this machine has it.
 *
 * <p>Opening hashes first and decrypts in scratch; nothing is copied back unless the tag was right.
 *
 * <p><em>Threading:</em> one thread.
 */
final class JdkIntrinsicEngine implements AeadEngine {
    /** Zeros in front of the block of associated data, then that block. */
    private static final int PAYLOAD = 128;

    private static final int BLOCK = JdkInternals.BLOCK;
    private static final int HEAD = PAYLOAD - BLOCK;
    /** The fused code has to compute 32 powers of the subkey at each call: worth it from here on (measured on Zen 4). */
    private static final int FUSED_MIN = 1280;

    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int number;
    private final JdkIntrinsicProvider provider;
    private final JcaEngine jca;
    /** Payload, its padding and the block of lengths behind it; never more than {@link AeadBatch#LENGTH_MAX}. */
    private final byte[] scratch = new byte[PAYLOAD + AeadBatch.LENGTH_MAX + 3 * BLOCK];

    private byte[] longAad = new byte[4 * BLOCK];

    JdkIntrinsicEngine(int number, JdkIntrinsicProvider provider, JcaEngine jca) {
        this.number = number;
        this.provider = provider;
        this.jca = jca;
    }

    @Override
    public void seal(AeadBatch batch) {
        int fusedMin = provider.fused() ? FUSED_MIN : Integer.MAX_VALUE;
        for (int i = 0; i < batch.count(); i++) {
            if (batch.key(i) instanceof JdkIntrinsicKey key) {
                sealItem(batch, i, key, fusedMin);
            } else {
                jca.sealItem(batch, i, (JcaKey) batch.key(i));
            }
        }
    }

    @Override
    public void open(AeadBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            boolean accepted = batch.key(i) instanceof JdkIntrinsicKey key
                    ? openItem(batch, i, key)
                    : jca.openItem(batch, i, (JcaKey) batch.key(i));
            batch.opened(i, accepted);
        }
    }

    private void sealItem(AeadBatch batch, int index, JdkIntrinsicKey key, int fusedMin) {
        int length = batch.length(index);
        if (!Lengths.acceptable(batch, index)) {
            throw Lengths.refusal(batch, index);
        }
        JdkIntrinsicKey.State state = key.state(number);
        long address = batch.address(index);
        startCounter(batch.nonceAddress(index), state);
        Memory.read(address, scratch, PAYLOAD, length);
        if (length >= fusedMin) {
            sealLong(batch, index, state);
        } else {
            sealShort(batch, index, state);
        }
        Memory.write(scratch, PAYLOAD, address, length);
        Memory.putLongBigEndian(address + length, state.hash[0]);
        Memory.putLongBigEndian(address + length + Long.BYTES, state.hash[1]);
    }

    /** Leaves the ciphertext in scratch and the tag in the hash state. */
    private void sealShort(AeadBatch batch, int index, JdkIntrinsicKey.State state) {
        int length = batch.length(index);
        zeroBlock(HEAD);
        JdkInternals.crypt(state.counterMode, scratch, HEAD, BLOCK + length);
        long mask0 = (long) LONG_BE.get(scratch, HEAD);
        long mask1 = (long) LONG_BE.get(scratch, HEAD + Long.BYTES);
        hash(batch, index, state);
        state.hash[0] ^= mask0;
        state.hash[1] ^= mask1;
    }

    /** As {@link #sealShort}, with the fused code for the front of the payload. */
    private void sealLong(AeadBatch batch, int index, JdkIntrinsicKey.State state) {
        int length = batch.length(index);
        zeroBlock(HEAD);
        JdkInternals.crypt(state.counterMode, scratch, HEAD, BLOCK);
        long mask0 = (long) LONG_BE.get(scratch, HEAD);
        long mask1 = (long) LONG_BE.get(scratch, HEAD + Long.BYTES);
        startHash(state);
        if (!hashLongAad(batch, index, state)) {
            writeAadBlock(batch, index);
            JdkInternals.hash(scratch, HEAD, 1, state.hash, state.powers);
        }
        int done = JdkInternals.encryptAndHash(state.counterMode, state.ghash, scratch, PAYLOAD, length);
        JdkInternals.crypt(state.counterMode, scratch, PAYLOAD + done, length - done);
        int end = writeLengths(length, batch.aadLength(index));
        JdkInternals.hash(scratch, PAYLOAD + done, (end - PAYLOAD - done) / BLOCK, state.hash, state.powers);
        state.hash[0] ^= mask0;
        state.hash[1] ^= mask1;
    }

    private boolean openItem(AeadBatch batch, int index, JdkIntrinsicKey key) {
        int length = batch.length(index);
        if (!Lengths.acceptable(batch, index)) {
            return false;
        }
        JdkIntrinsicKey.State state = key.state(number);
        long address = batch.address(index);
        Memory.read(address, scratch, PAYLOAD, length);
        hash(batch, index, state);
        startCounter(batch.nonceAddress(index), state);
        zeroBlock(HEAD);
        JdkInternals.crypt(state.counterMode, scratch, HEAD, BLOCK + length);
        long tag0 = state.hash[0] ^ (long) LONG_BE.get(scratch, HEAD);
        long tag1 = state.hash[1] ^ (long) LONG_BE.get(scratch, HEAD + Long.BYTES);
        long difference = (tag0 ^ Memory.getLongBigEndian(address + length))
                | (tag1 ^ Memory.getLongBigEndian(address + length + Long.BYTES));
        if (difference != 0) {
            Arrays.fill(scratch, PAYLOAD, PAYLOAD + length, (byte) 0);
            return false;
        }
        Memory.write(scratch, PAYLOAD, address, length);
        return true;
    }

    /** J0 for a 96-bit nonce is the nonce and the number one (NIST SP 800-38D §7.1). */
    private static void startCounter(long nonceAddress, JdkIntrinsicKey.State state) {
        LONG_BE.set(state.counter, 0, Memory.getLongBigEndian(nonceAddress));
        INT_BE.set(state.counter, Long.BYTES, Integer.reverseBytes(Memory.getInt(nonceAddress + Long.BYTES)));
        INT_BE.set(state.counter, Long.BYTES + Integer.BYTES, 1);
    }

    /** Hashes associated data, the ciphertext in scratch and the lengths, from the start. */
    private void hash(AeadBatch batch, int index, JdkIntrinsicKey.State state) {
        int end = writeLengths(batch.length(index), batch.aadLength(index));
        startHash(state);
        int from = PAYLOAD;
        if (!hashLongAad(batch, index, state)) {
            writeAadBlock(batch, index);
            int over = ((end - HEAD) / BLOCK) & 7;
            from = over >= 4 ? HEAD - (8 - over) * BLOCK : HEAD;
        }
        JdkInternals.hash(scratch, from, (end - from) / BLOCK, state.hash, state.powers);
    }

    private static void startHash(JdkIntrinsicKey.State state) {
        state.hash[0] = 0;
        state.hash[1] = 0;
    }

    /** Pads the payload with zeros, writes the block of bit lengths behind it, and returns where that ends. */
    private int writeLengths(int length, int aadLength) {
        zeroBlock(PAYLOAD + length);
        int end = PAYLOAD + ((length + BLOCK - 1) & -BLOCK);
        LONG_BE.set(scratch, end, (long) aadLength * Byte.SIZE);
        LONG_BE.set(scratch, end + Long.BYTES, (long) length * Byte.SIZE);
        return end + BLOCK;
    }

    private void writeAadBlock(AeadBatch batch, int index) {
        zeroBlock(HEAD);
        long address = batch.aadAddress(index);
        int length = batch.aadLength(index);
        switch (length) {
            case 8 -> LONG_BE.set(scratch, HEAD, Memory.getLongBigEndian(address));
            case 12 -> {
                LONG_BE.set(scratch, HEAD, Memory.getLongBigEndian(address));
                INT_BE.set(scratch, HEAD + Long.BYTES, Integer.reverseBytes(Memory.getInt(address + Long.BYTES)));
            }
            default -> Memory.read(address, scratch, HEAD, length);
        }
    }

    /** Hashes associated data that is longer than a block; false when it is not. */
    private boolean hashLongAad(AeadBatch batch, int index, JdkIntrinsicKey.State state) {
        int length = batch.aadLength(index);
        if (length <= BLOCK) {
            return false;
        }
        int padded = (length + BLOCK - 1) & -BLOCK;
        if (padded > longAad.length) {
            longAad = new byte[padded];
        }
        Arrays.fill(longAad, 0, padded, (byte) 0);
        Memory.read(batch.aadAddress(index), longAad, 0, length);
        JdkInternals.hash(longAad, 0, padded / BLOCK, state.hash, state.powers);
        return true;
    }

    private void zeroBlock(int offset) {
        LONG_BE.set(scratch, offset, 0L);
        LONG_BE.set(scratch, offset + Long.BYTES, 0L);
    }

    /** Wipes the scratch memory, which holds the last payload. */
    @Override
    public void close() {
        Arrays.fill(scratch, (byte) 0);
        jca.close();
    }
}
