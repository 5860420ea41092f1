package dev.ringswan.bench.load;

import dev.ringswan.dataplane.ip.Checksum;
import dev.ringswan.nativeio.PacketBurst;
import java.util.Random;

/**
 * The payload of a packet of ours.
 *
 * <pre>
 *   | number of the packet (8) | when it was due, ns (8) | checksum (2) | random bytes, the same for each length |
 * </pre>
 *
 * The checksum is chosen so that the whole sums up to the same value always (RFC 1071): a packet that arrives changed is not ours.
 *
 * <p><em>Threading:</em> immutable.
 */
final class Probe {
    /** Shortest payload: what a frame of 64 bytes leaves behind IPv4 and UDP. */
    static final int LENGTH_MIN = 18;
    /** Returned for a payload that is not ours or was changed. */
    static final long FOREIGN = -1;

    private static final int DUE = 8;
    private static final int CHECKSUM = 16;
    private static final int SUM = 0xFFFF;
    private static final int SEED = 20_260_417;

    private final byte[] filler;
    private final int[] fillerSums;

    Probe(int lengthMax) {
        filler = new byte[lengthMax];
        new Random(SEED).nextBytes(filler);
        fillerSums = new int[lengthMax + 1];
        for (int length = LENGTH_MIN; length <= lengthMax; length++) {
            int sum = 0;
            for (int i = LENGTH_MIN; i < length; i++) {
                sum = Checksum.add(sum, (filler[i] & 0xFF) << (i % 2 == 0 ? 8 : 0));
            }
            fillerSums[length] = sum;
        }
    }

    /** Writes a payload of {@code length} bytes. */
    void write(PacketBurst packets, int offset, int length, long number, long dueNs) {
        packets.putLong(offset, number);
        packets.putLong(offset + DUE, dueNs);
        packets.putBytes(offset + LENGTH_MIN, filler, LENGTH_MIN, length - LENGTH_MIN);
        int sum = Checksum.add(Checksum.sum(packets, offset, CHECKSUM), fillerSums[length]);
        packets.putShort(offset + CHECKSUM, Checksum.complement(sum));
    }

    /** The number of a payload that arrived unchanged, or {@link #FOREIGN}. */
    static long number(PacketBurst packets, int offset, int length) {
        return length < LENGTH_MIN || Checksum.sum(packets, offset, length) != SUM ? FOREIGN : packets.getLong(offset);
    }

    /** When it was due. */
    static long dueNs(PacketBurst packets, int offset) {
        return packets.getLong(offset + DUE);
    }
}
