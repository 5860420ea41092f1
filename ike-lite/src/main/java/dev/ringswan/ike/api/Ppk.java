package dev.ringswan.ike.api;

import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.wire.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A postquantum preshared key: mixed into the keys, it protects what is recorded today from the quantum computers of
 * tomorrow, whatever the key exchange (RFC 8784). It should have 256 bits of entropy.
 *
 * @param id by which both sides know it
 * @param key stays the owner's; never closed while there are IKE SAs
 * @param required whether there is no IKE SA without it
 */
public record Ppk(Bytes id, Secret key, boolean required) {
    /** Checks that neither is empty. */
    public Ppk {
        if (id.isEmpty() || key.length() == 0) {
            throw new IllegalArgumentException("a postquantum preshared key needs an id and a key");
        }
    }

    /** With an id that is text. */
    public static Ppk of(String id, Secret key, boolean required) {
        return new Ppk(Bytes.of(id.getBytes(StandardCharsets.UTF_8)), key, required);
    }
}
