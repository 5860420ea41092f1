package dev.ringswan.gateway.interop;

import java.util.List;
import java.util.Locale;

/** How both sides prove who they are. */
enum Authentication {
    /** A shared key. */
    PSK(""),
    /** RSA, 2,048 bits. */
    RSA("-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
    /** ECDSA on P-256. */
    ECDSA("-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
    /** Ed25519. */
    ED25519("-algorithm ED25519");

    private final String keyOptions;

    Authentication(String keyOptions) {
        this.keyOptions = keyOptions;
    }

    /** What {@code openssl genpkey} takes to make a key. */
    List<String> keyOptions() {
        return List.of(keyOptions.split(" "));
    }

    boolean usesCertificates() {
        return this != PSK;
    }

    /** As it stands in names of scenarios. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
