package dev.ringswan.nativeio.crypto;

/**
 * One sealed packet for each algorithm, computed once with OpenSSL and Python's hashlib, so that an engine is not only
 * measured against another engine of the same JVM.
 *
 * <p>The input is a pattern: key {@code 00 01 02 …}, header {@code 80 81 … 87}, nonce or IV {@code 40 41 42 …}, and a
 * payload of 48 bytes {@code 7 i}. The header is the associated data of a combined mode; the pairs authenticate header,
 * IV and ciphertext.
 */
final class KnownAnswers {
    static final int PAYLOAD_LENGTH = 48;
    static final long HEADER = 0x8081828384858687L;
    static final int NONCE_FIRST = 0x40;

    private KnownAnswers() {}

    static byte[] key(AeadAlgorithm algorithm) {
        byte[] key = new byte[algorithm.keyLength()];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    static byte[] payload() {
        byte[] payload = new byte[PAYLOAD_LENGTH];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (7 * i);
        }
        return payload;
    }

    /** Ciphertext and ICV in hexadecimal. */
    static String sealed(AeadAlgorithm algorithm) {
        return switch (algorithm) {
            case AES_128_GCM ->
                "392e67df7168d381b4860552aa7c1f913c0ac7ee91410f3f13ef7e9cb817d1d0ed3db69f67a2385c8f9d"
                        + "bcff37030ac092035fbf1bedc6e32a5ed72df7981178";
            case AES_256_GCM ->
                "e2bea0363a1fad32f5fb517bcf3f713209b12cd93ba69582dfe8f85853d83f0278ef1d5922bad54539eb"
                        + "2d42a5369d93cb3890e3b9f01ae74bf3e502a79da074";
            case CHACHA20_POLY1305 ->
                "f85372946e69c43060f0b04defb40fa4c4bb1d9dc86fdbce56a364e62eece8b310547785da4868e71270"
                        + "096a5e6facd7e46d5b227a6fc7f7db53cbcde752b745";
            case AES_128_CBC_HMAC_SHA256 ->
                "b6685e835566c406b258ca42b585baa1bfb6a860c93ecf3a169b8d567113369bb17062367532906c817d"
                        + "17aeeaa671efaaaee07b4e39882247fcbb8c851c7c7d";
            case AES_128_CBC_HMAC_SHA384 ->
                "b6685e835566c406b258ca42b585baa1bfb6a860c93ecf3a169b8d567113369bb17062367532906c817d"
                        + "17aeeaa671ef246e773a6f2f3352d929b0cd7fbd4865cac96cee6f04c9af";
            case AES_128_CBC_HMAC_SHA512 ->
                "b6685e835566c406b258ca42b585baa1bfb6a860c93ecf3a169b8d567113369bb17062367532906c817d"
                        + "17aeeaa671ef1c972b21a48f64706003e16519faef9f7908d4671d9c9d72414cec9225c81e44";
            case AES_256_CBC_HMAC_SHA256 ->
                "2e460fdc3072c4f706e6da2ff58acff429859d08359894209263027036681b2fd9ca8f41752d6fccc2df"
                        + "8f2cafaa885015a095698281d9b77458df01e1fc079b";
            case AES_256_CBC_HMAC_SHA384 ->
                "2e460fdc3072c4f706e6da2ff58acff429859d08359894209263027036681b2fd9ca8f41752d6fccc2df"
                        + "8f2cafaa88507fa51fa4d46e7c1f0a93496c064c1e987162252cb9918147";
            case AES_256_CBC_HMAC_SHA512 ->
                "2e460fdc3072c4f706e6da2ff58acff429859d08359894209263027036681b2fd9ca8f41752d6fccc2df"
                        + "8f2cafaa8850aa6f6f995b1419f61b40698d3934b1d56bfc0e3a50fc8edc6acb857c89745633";
            case NULL_HMAC_SHA256 ->
                "00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f"
                        + "262d343b42491f98edfe8129d981a1ae9179452146d5";
            case NULL_HMAC_SHA384 ->
                "00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f"
                        + "262d343b4249f5171e76ba383703f72c2c1a8d875fc0628bc98d5d865d8b";
            case NULL_HMAC_SHA512 ->
                "00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f"
                        + "262d343b42494979d0c388d54bca9c282946c9e968b2e922aae1b9e6be1a1a54f36052ebbe0c";
        };
    }
}
