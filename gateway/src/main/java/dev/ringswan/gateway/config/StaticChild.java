package dev.ringswan.gateway.config;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaLifetime;
import dev.ringswan.dataplane.sa.SaMode;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.nativeio.Endpoint;

/**
 * A subsection of {@code static}: a child SA whose keys stand in the file instead of being negotiated. For tests and
 * benchmarks.
 *
 * @param path where its packets go outside
 * @param security how they are protected
 * @param selectors which packets are its own
 * @param lifetime when it stops
 * @param header what passes between inner and outer header
 */
public record StaticChild(
        String name,
        SaMode mode,
        OuterPath path,
        Security security,
        TrafficSelectors selectors,
        SaLifetime lifetime,
        OuterHeaderRules header) {

    /**
     * The outer addresses. A port number means ESP in UDP (RFC 3948); port 0 means plain ESP.
     *
     * @param mtu largest outer packet, IP header included, in bytes
     */
    public record OuterPath(Endpoint local, Endpoint remote, int mtu) {
        public OuterPath {
            if (local.isIpv4() != remote.isIpv4()) {
                throw new IllegalArgumentException(
                        "local and remote are of different families: " + local + " and " + remote);
            }
            if ((local.port() == 0) != (remote.port() == 0)) {
                throw new IllegalArgumentException("local and remote need a port both, or neither");
            }
        }

        public boolean isUdpEncapsulated() {
            return local.port() != 0;
        }
    }

    /** Suite, sequence numbers, and both SAs. Inbound and outbound never share key material. */
    public record Security(EspSuite suite, boolean esn, int replayWindow, StaticSa inbound, StaticSa outbound) {
        public Security {
            checkLength("in", suite, inbound.key());
            checkLength("out", suite, outbound.key());
            if (inbound.key().equals(outbound.key())) {
                throw new IllegalArgumentException(
                        "uses one key in both directions: both gateways would then use the same"
                                + " IVs with it. Generate a second key.");
            }
        }

        private static void checkLength(String direction, EspSuite suite, Secret key) {
            if (key.length() != suite.keyMaterialLength()) {
                String parts = suite.saltLength() == 0 ? "cipher key, then integrity key" : "key, then 4 bytes of salt";
                throw new IllegalArgumentException(direction + ".key has " + key.length() + " bytes; " + suite.keyword()
                        + " takes " + suite.keyMaterialLength() + " (" + parts + ")");
            }
        }
    }

    /** The local network side, for one line of a status report. */
    @Override
    public String toString() {
        return name + ": " + selectors + " by " + path.local() + " - " + path.remote() + ", "
                + security.suite().keyword();
    }
}
