package dev.ringswan.gateway.ike;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.PublicSettings;
import dev.ringswan.ike.api.SaDescription;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import dev.ringswan.nativeio.Endpoint;
import java.util.Arrays;
import java.util.List;

/** What IKE has agreed on, in the words of the data plane. */
final class EspTranslation {
    private static final int BITS_256 = 256;

    private EspTranslation() {}

    /**
     * Describes an SA to the data plane.
     *
     * @throws IllegalArgumentException when there is no port for it, or no such suite
     */
    static SaParameters parameters(
            SaDescription sa, ChildSettings settings, SaLifetime lifetime, PublicSettings publicSide) {
        Endpoint local = endpoint(sa.local(), sa.encapsulated());
        int port = publicSide.portIndex(local);
        if (port < 0) {
            throw new IllegalArgumentException(
                    sa.encapsulated()
                            ? "ESP in UDP of " + sa.local() + " needs 'udp = " + local + "' in section public"
                            : "plain ESP of " + sa.local().address().getHostAddress()
                                    + " needs 'esp = " + sa.local().address().getHostAddress()
                                    + "' in section public, or 'encap = yes' in the connection");
        }
        byte[] key = keyMaterial(sa);
        try {
            return SaParameters.of(
                            sa.spi(),
                            suite(sa.suite()),
                            key,
                            local,
                            endpoint(sa.remote(), sa.encapsulated()),
                            selectors(sa))
                    .withMode(sa.transport() ? SaMode.TRANSPORT : SaMode.TUNNEL)
                    .withPort(port)
                    .withEsn(hasEsn(sa.suite()))
                    .withReplayWindow(settings.replayWindow())
                    .withLifetime(lifetime)
                    .withOuterHeaderRules(settings.header())
                    .withPathMtu(settings.pathMtu());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Endpoint endpoint(TransportAddress address, boolean encapsulated) {
        return Endpoint.of(address.address(), encapsulated ? address.port() : 0);
    }

    /** In the order of RFC 7296 §2.17: encryption key with its salt, integrity key. */
    private static byte[] keyMaterial(SaDescription sa) {
        byte[] encryption = sa.encryptionKey().copy();
        byte[] integrity = sa.integrityKey().copy();
        byte[] key = Arrays.copyOf(encryption, encryption.length + integrity.length);
        System.arraycopy(integrity, 0, key, encryption.length, integrity.length);
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(integrity, (byte) 0);
        return key;
    }

    /** The selectors that were agreed on. */
    static TrafficSelectors selectors(SaDescription sa) {
        return new TrafficSelectors(translate(sa.localSelectors()), translate(sa.remoteSelectors()));
    }

    private static List<TrafficSelector> translate(List<dev.ringswan.ike.wire.TrafficSelector> selectors) {
        return selectors.stream()
                .map(selector -> new TrafficSelector(
                        selector.start(),
                        selector.end(),
                        selector.protocol(),
                        selector.portStart(),
                        selector.portEnd()))
                .toList();
    }

    static boolean hasEsn(TransformSet suite) {
        return suite.has(TransformType.ESN) && suite.single(TransformType.ESN).id() == TransformId.ESN_YES;
    }

    /** The data plane's suite for a chosen set of transforms. */
    static EspSuite suite(TransformSet chosen) {
        Transform encryption = chosen.single(TransformType.ENCRYPTION);
        boolean long256 = encryption.keyLength().orElse(0) == BITS_256;
        int integrity = chosen.has(TransformType.INTEGRITY)
                ? chosen.single(TransformType.INTEGRITY).id()
                : TransformId.AUTH_NONE;
        return switch (encryption.id()) {
            case TransformId.ENCR_AES_GCM_16 -> long256 ? EspSuite.AES256_GCM16 : EspSuite.AES128_GCM16;
            case TransformId.ENCR_CHACHA20_POLY1305 -> EspSuite.CHACHA20_POLY1305;
            case TransformId.ENCR_AES_CBC ->
                switch (integrity) {
                    case TransformId.AUTH_HMAC_SHA2_256_128 ->
                        long256 ? EspSuite.AES256_SHA256 : EspSuite.AES128_SHA256;
                    case TransformId.AUTH_HMAC_SHA2_384_192 ->
                        long256 ? EspSuite.AES256_SHA384 : EspSuite.AES128_SHA384;
                    case TransformId.AUTH_HMAC_SHA2_512_256 ->
                        long256 ? EspSuite.AES256_SHA512 : EspSuite.AES128_SHA512;
                    default -> throw unknown(chosen);
                };
            default -> throw unknown(chosen);
        };
    }

    private static IllegalArgumentException unknown(TransformSet chosen) {
        return new IllegalArgumentException("the data plane has no suite for " + chosen);
    }

    /** Wipes the keys of a description that has been carried out, or never will be. */
    static void wipe(SaDescription sa) {
        for (Secret key : List.of(sa.encryptionKey(), sa.integrityKey())) {
            key.close();
        }
    }
}
