package dev.ringswan.gateway.interop;

import org.jspecify.annotations.Nullable;

/**
 * What both ends are configured for.
 *
 * @param authentication how they prove who they are
 * @param ike proposals, as in swanctl.conf
 * @param esp proposals
 * @param topology addresses
 * @param nat what the router does
 * @param intermediates authorities between the root and each certificate
 * @param fromSeed whether our side is configured by the seed's ipsec.conf and ipsec.secrets
 * @param survivor who sets the tunnel up anew when the peer has died; null for nobody
 * @param shortLived whose SAs live for a few seconds; null for nobody's
 */
record Setup(
        Authentication authentication,
        String ike,
        String esp,
        Topology topology,
        Nat nat,
        int intermediates,
        boolean fromSeed,
        @Nullable Side survivor,
        @Nullable Side shortLived) {
    static Setup of(Authentication authentication, String ike, String esp) {
        return new Setup(authentication, ike, esp, Topology.USUAL, Nat.NONE, 0, false, null, null);
    }

    Setup with(Nat newNat) {
        return new Setup(authentication, ike, esp, topology, newNat, intermediates, fromSeed, survivor, shortLived);
    }

    Setup withIntermediates(int count) {
        return new Setup(authentication, ike, esp, topology, nat, count, fromSeed, survivor, shortLived);
    }

    Setup withSurvivor(Side side) {
        return new Setup(authentication, ike, esp, topology, nat, intermediates, fromSeed, side, shortLived);
    }

    Setup withShortLived(Side side) {
        return new Setup(authentication, ike, esp, topology, nat, intermediates, fromSeed, survivor, side);
    }

    /** The meaning of the seed's files. */
    static Setup seed() {
        return new Setup(
                Authentication.PSK,
                "aes256-sha256-modp2048",
                "aes256-sha256",
                Topology.SEED,
                Nat.NONE,
                0,
                true,
                null,
                null);
    }

    /** Who a side says it is. */
    String identity(Side side) {
        return fromSeed ? topology.site(side).outer() : side.label() + ".interop.test";
    }
}
