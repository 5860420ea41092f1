package dev.ringswan.dataplane.esp;

import dev.ringswan.nativeio.PacketBurst;
import dev.ringswan.nativeio.crypto.AeadBatch;
import dev.ringswan.nativeio.crypto.AeadKey;

/**
 * The cryptographic half of an SA: suite, key, salt, and how a packet of this SA is described to an engine. Immutable; shared
 * by all workers.
 */
public final class PacketCipher implements AutoCloseable {
    private final EspSuite suite;
    private final AeadKey key;
    private final int spi;
    private final int salt;
    private final boolean esn;
    private final boolean aead;
    private final int headerLength;
    private final int icvLength;
    private final int alignment;

    /**
     * Binds a key to an SA.
     *
     * @param key made for {@code suite.algorithm()}; closed with this object
     * @param salt first four bytes of the nonce (RFC 4106 §4); unused by suites without salt
     * @param esn whether the high half of the sequence number is authenticated (RFC 4303 §2.2.1)
     */
    public PacketCipher(EspSuite suite, AeadKey key, int spi, int salt, boolean esn) {
        this.suite = suite;
        this.key = key;
        this.spi = spi;
        this.salt = salt;
        this.esn = esn;
        aead = suite.isAead();
        headerLength = suite.headerLength();
        icvLength = suite.icvLength();
        alignment = suite.alignment();
    }

    public EspSuite suite() {
        return suite;
    }

    public AeadKey key() {
        return key;
    }

    public int spi() {
        return spi;
    }

    public boolean esn() {
        return esn;
    }

    /** Bytes from the start of the ESP packet to its payload. */
    public int headerLength() {
        return headerLength;
    }

    public int icvLength() {
        return icvLength;
    }

    public int alignment() {
        return alignment;
    }

    public boolean isAead() {
        return aead;
    }

    /** Reads a word near each end of this object, whose value means nothing. */
    public long touch() {
        return spi + (key == null ? 1L : 0L);
    }

    /** Whether a received packet of {@code length} bytes has room for all fields, and payload and trailer are aligned (§2.4). */
    public boolean lengthFits(int length) {
        int encrypted = length - headerLength - icvLength;
        return encrypted >= EspTrailer.LENGTH && (encrypted & (alignment - 1)) == 0;
    }

    /**
     * Adds a whole ESP packet, whose header and IV are in place, to a batch.
     *
     * @param offset of the ESP header in the burst's slot
     * @param length of the ESP packet, ICV included
     * @param sequence the 64-bit sequence number
     */
    public void add(AeadBatch batch, PacketBurst packets, int offset, int length, long sequence) {
        long address = packets.address(offset + headerLength);
        int payloadLength = length - headerLength - icvLength;
        if (aead) {
            long iv = packets.getLong(offset + EspHeader.LENGTH);
            long aadSpi = (long) spi << 32;
            if (esn) {
                int item = batch.addAead(key, address, payloadLength, salt, iv, aadSpi | (sequence >>> 32));
                batch.aadTail(item, (int) sequence);
            } else {
                batch.addAead(key, address, payloadLength, salt, iv, aadSpi | (sequence & 0xFFFF_FFFFL));
            }
        } else {
            int item = batch.addMac(key, address, payloadLength, headerLength);
            if (esn) {
                batch.macSuffix(item, (int) (sequence >>> 32));
            }
        }
    }

    /** Wipes the key. */
    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return suite.keyword() + " SPI 0x" + Integer.toHexString(spi);
    }
}
