package dev.ringswan.ike.crypto;

import java.math.BigInteger;

/** Numbers as IKE writes them. */
final class Numbers {
    private Numbers() {}

    /** Big-endian, without sign, with zeros in front up to {@code length} bytes. */
    static byte[] fixed(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        int skipped = signed.length > length && signed[0] == 0 ? 1 : 0;
        if (number.signum() < 0 || signed.length - skipped > length) {
            throw new IllegalArgumentException(
                    "a number of " + number.bitLength() + " bits does not fit " + length + " bytes");
        }
        byte[] fixed = new byte[length];
        System.arraycopy(signed, skipped, fixed, length - (signed.length - skipped), signed.length - skipped);
        return fixed;
    }
}
