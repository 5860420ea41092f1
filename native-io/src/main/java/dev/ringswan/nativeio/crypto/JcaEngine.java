package dev.ringswan.nativeio.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * Seals and opens by {@code javax.crypto} on heap arrays: each payload is copied in, transformed and copied back. Opening
 * writes nothing back unless the ICV was right, so a failed item stays the ciphertext it was.
 *
 * <p><em>Threading:</em> one thread. The number of an engine says which cipher objects of a key are its own.
 */
final class JcaEngine implements AeadEngine {
    /** Bytes of ICV or of sequence number that may stand behind the payload. */
    private static final int TAIL = 64;

    private final int number;
    private final Hmac hmac = new Hmac();
    private final byte[] source = new byte[AeadBatch.PREFIX_MAX + AeadBatch.LENGTH_MAX + TAIL];
    private final byte[] target = new byte[AeadBatch.PREFIX_MAX + AeadBatch.LENGTH_MAX + TAIL];
    private final byte[] received = new byte[Hmac.RESULT_MAX];
    private byte[] aad = new byte[64];

    JcaEngine(int number) {
        this.number = number;
    }

    @Override
    public void seal(AeadBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            sealItem(batch, i, (JcaKey) batch.key(i));
        }
    }

    @Override
    public void open(AeadBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            batch.opened(i, openItem(batch, i, (JcaKey) batch.key(i)));
        }
    }

    /** Seals one item with the given key, which other engines have inside their own. */
    void sealItem(AeadBatch batch, int index, JcaKey key) {
        if (!Lengths.acceptable(batch, index)) {
            throw Lengths.refusal(batch, index);
        }
        try {
            if (key.algorithm().form() == AeadAlgorithm.Form.AEAD) {
                sealCombined(batch, index, key);
            } else {
                sealPair(batch, index, key);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with " + key.algorithm() + " failed", e);
        }
    }

    /** Opens one item with the given key; whether its ICV was right. */
    boolean openItem(AeadBatch batch, int index, JcaKey key) {
        if (!Lengths.acceptable(batch, index)) {
            return false;
        }
        try {
            return key.algorithm().form() == AeadAlgorithm.Form.AEAD
                    ? openCombined(batch, index, key)
                    : openPair(batch, index, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening with " + key.algorithm() + " failed", e);
        }
    }

    private void sealCombined(AeadBatch batch, int index, JcaKey key) throws GeneralSecurityException {
        long address = batch.address(index);
        int length = batch.length(index);
        JcaCiphers ciphers = prepared(batch, index, key);
        Memory.read(address, source, 0, length);
        ciphers.seal(aad, batch.aadLength(index), source, length, target);
        Memory.write(target, 0, address, length + key.algorithm().icvLength());
    }

    private boolean openCombined(AeadBatch batch, int index, JcaKey key) throws GeneralSecurityException {
        long address = batch.address(index);
        int length = batch.length(index);
        JcaCiphers ciphers = prepared(batch, index, key);
        Memory.read(address, source, 0, length + key.algorithm().icvLength());
        try {
            ciphers.open(aad, batch.aadLength(index), source, length, target);
        } catch (AEADBadTagException e) {
            return false;
        }
        Memory.write(target, 0, address, length);
        return true;
    }

    private JcaCiphers prepared(AeadBatch batch, int index, JcaKey key) {
        JcaCiphers ciphers = key.ciphers(number);
        Memory.read(batch.nonceAddress(index), ciphers.nonce(), 0, ciphers.nonce().length);
        int aadLength = batch.aadLength(index);
        if (aadLength > aad.length) {
            aad = new byte[aadLength];
        }
        Memory.read(batch.aadAddress(index), aad, 0, aadLength);
        return ciphers;
    }

    private void sealPair(AeadBatch batch, int index, JcaKey key) throws GeneralSecurityException {
        int prefix = batch.macPrefix(index);
        int length = batch.length(index);
        long address = batch.address(index);
        Memory.read(address - prefix, source, 0, prefix + length);
        byte[] sealed = source;
        if (key.algorithm().form() == AeadAlgorithm.Form.CBC_HMAC) {
            System.arraycopy(source, 0, target, 0, prefix);
            key.ciphers(number).encryptCbc(source, target, prefix, length);
            sealed = target;
        }
        byte[] icv = mac(batch, index, key, sealed);
        System.arraycopy(icv, 0, sealed, prefix + length, key.algorithm().icvLength());
        Memory.write(sealed, prefix, address, length + key.algorithm().icvLength());
    }

    private boolean openPair(AeadBatch batch, int index, JcaKey key) throws GeneralSecurityException {
        int prefix = batch.macPrefix(index);
        int length = batch.length(index);
        long address = batch.address(index);
        int icvLength = key.algorithm().icvLength();
        Memory.read(address - prefix, source, 0, prefix + length);
        Memory.read(address + length, received, 0, icvLength);
        byte[] icv = mac(batch, index, key, source);
        int difference = 0;
        for (int i = 0; i < icvLength; i++) {
            difference |= icv[i] ^ received[i];
        }
        if (difference != 0) {
            return false;
        }
        if (key.algorithm().form() == AeadAlgorithm.Form.CBC_HMAC) {
            key.ciphers(number).decryptCbc(source, target, prefix, length);
            Memory.write(target, prefix, address, length);
        }
        return true;
    }

    /** The MAC over prefix and payload in {@code data} and, where there is one, the suffix that is not sent. */
    private byte[] mac(AeadBatch batch, int index, JcaKey key, byte[] data) {
        int covered = batch.macPrefix(index) + batch.length(index);
        if (batch.hasMacSuffix(index)) {
            int suffix = batch.macSuffix(index);
            for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
                data[covered++] = (byte) (suffix >>> shift);
            }
        }
        return hmac.compute(key, data, 0, covered);
    }

    /** Wipes the scratch memory, which holds the last payload. */
    @Override
    public void close() {
        Arrays.fill(source, (byte) 0);
        Arrays.fill(target, (byte) 0);
    }
}
