package dev.ringswan.ike.crypto;

/** ECDSA as an authentication method of its own (RFC 4754): curve and hash belong together, the signature is r | s. */
enum EcdsaMethod {
    P256(AuthValue.ECDSA_256, 256, HashAlgorithm.SHA2_256, "SHA256withECDSAinP1363Format"),
    P384(AuthValue.ECDSA_384, 384, HashAlgorithm.SHA2_384, "SHA384withECDSAinP1363Format"),
    P521(AuthValue.ECDSA_521, 521, HashAlgorithm.SHA2_512, "SHA512withECDSAinP1363Format");

    private final int number;
    private final int curveBits;
    private final HashAlgorithm hash;
    private final String jdkName;

    EcdsaMethod(int number, int curveBits, HashAlgorithm hash, String jdkName) {
        this.number = number;
        this.curveBits = curveBits;
        this.hash = hash;
        this.jdkName = jdkName;
    }

    /** The method of a curve that {@link KeyStrength} has accepted. */
    static EcdsaMethod ofCurve(int curveBits) {
        for (EcdsaMethod method : values()) {
            if (method.curveBits == curveBits) {
                return method;
            }
        }
        throw new IllegalArgumentException("no ECDSA method has a curve of " + curveBits + " bits");
    }

    int number() {
        return number;
    }

    HashAlgorithm hash() {
        return hash;
    }

    /** What the JDK calls it. */
    String jdkName() {
        return jdkName;
    }
}
