package dev.ringswan.gateway.simulation;

import dev.ringswan.dataplane.esp.EspSuite;
import dev.ringswan.dataplane.ip.OuterHeaderRules;
import dev.ringswan.dataplane.policy.TrafficSelector;
import dev.ringswan.dataplane.policy.TrafficSelectors;
import dev.ringswan.dataplane.sa.SaParameters;
import dev.ringswan.gateway.config.ChildSettings;
import dev.ringswan.gateway.config.ConfigException;
import dev.ringswan.gateway.config.ConfigLoader;
import dev.ringswan.gateway.config.GatewayConfig;
import dev.ringswan.gateway.config.IkeSettings;
import dev.ringswan.gateway.config.StaticChild;
import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The configurations of both gateways, as a plan says: one connection with one child between them, or IPv4 and IPv6 each in a
 * child, or in a connection, of its own.
 */
final class Configurations {
    /** A child of the plan: its connection, its name, and which of the networks it has. */
    private record Part(String connection, String child, boolean ipv4, boolean ipv6) {}

    private static final String CONNECTION = "tunnel";
    static final String CHILD = "net";

    private static final int HALF_OPEN_MAX = 1_000;
    private static final int IKE_SAS_MAX = 1_000;
    private static final int KEY_EXCHANGE = TransformId.CURVE25519;
    private static final int ADDITIONAL = TransformId.ML_KEM_768;
    /** As long as a real one's, so that messages with it are cut into fragments. */
    private static final int ADDITIONAL_LENGTH = 1_184;

    private static final Secret KEY = Secret.copyOf("swordfish".getBytes(StandardCharsets.US_ASCII));

    private final FaultPlan plan;

    Configurations(FaultPlan plan) {
        this.plan = plan;
    }

    /** What a gateway is told when it starts; each life gets its own, since a gateway wipes what it got. */
    GatewayConfig of(Side side) {
        return plan.staticKeys()
                ? gateway(side, List.of(new StaticKeys(plan).child(side)), IkeSettings.NONE)
                : gateway(
                        side,
                        List.of(),
                        new IkeSettings(
                                ike(side),
                                List.of(),
                                parts().map(part -> child(side, part)).toList()));
    }

    private Stream<Part> parts() {
        return switch (plan.protocol().extras().layout()) {
            case ONE_CHILD -> Stream.of(new Part(CONNECTION, CHILD, true, true));
            case TWO_CHILDREN ->
                Stream.of(new Part(CONNECTION, "net4", true, false), new Part(CONNECTION, "net6", false, true));
            case TWO_CONNECTIONS ->
                Stream.of(new Part("tunnel4", CHILD, true, false), new Part("tunnel6", CHILD, false, true));
        };
    }

    /** The names of the connections of a plan. */
    List<String> connections() {
        return parts().map(Part::connection).distinct().toList();
    }

    private GatewayConfig gateway(Side side, List<StaticChild> children, IkeSettings ike) {
        Wiring wiring = plan.wiring();
        String address = wiring.own(side).getHostAddress();
        GatewayConfig base = parse("""
                gateway {
                    mode = inline
                    sa_capacity = 256
                }
                public {
                    udp = %s
                    esp = %s
                    ike = %s
                }
                """.formatted(wiring.own(side, Wiring.NAT_PORT), address, address));
        return new GatewayConfig(base.gateway(), base.tun(), base.publicSide(), List.of(), children, ike, List.of());
    }

    private static GatewayConfig parse(String text) {
        try {
            return ConfigLoader.parse(text, "simulation.conf", Path.of("."));
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChildSettings child(Side side, Part part) {
        return new ChildSettings(
                part.connection(),
                part.child(),
                plan.protocol().start(side),
                plan.protocol().start(side),
                plan.protocol().start(side),
                new TrafficSelectors(nets(side, part), nets(side.other(), part)),
                plan.protocol().child(),
                plan.security().replayWindow(),
                OuterHeaderRules.COPY,
                SaParameters.PATH_MTU_DEFAULT);
    }

    static TrafficSelectors selectors(Side side) {
        return new TrafficSelectors(nets(side), nets(side.other()));
    }

    private static List<TrafficSelector> nets(Side side) {
        return List.of(
                TrafficSelector.parse("10.%d.0.0/16".formatted(side.number())),
                TrafficSelector.parse("fd00:%d::/64".formatted(side.number())));
    }

    private static List<TrafficSelector> nets(Side side, Part part) {
        return nets(side).stream()
                .filter(net -> net.start() instanceof Inet4Address ? part.ipv4() : part.ipv6())
                .toList();
    }

    private Connection connection(Side side, String name) {
        Wiring wiring = plan.wiring();
        Identity own = identity(side, name);
        Identity peer = identity(side.other(), name);
        boolean certificates = plan.protocol().extras().certificates();
        return new Connection(
                name,
                new TransportAddress(wiring.own(side), Wiring.IKE_PORT),
                new TransportAddress(wiring.seen(side.other()), Wiring.IKE_PORT),
                certificates ? Certificates.of(side, own) : LocalAuth.sharedKey(own, KEY),
                certificates ? Certificates.expected(peer) : RemoteAuth.sharedKey(IdentityPattern.of(peer), KEY),
                List.of(ikeTransforms()),
                parts().filter(part -> part.connection().equals(name))
                        .map(part -> new ChildConfig(
                                part.child(),
                                List.of(espTransforms()),
                                ikeNets(nets(side, part)),
                                ikeNets(nets(side.other(), part)),
                                false))
                        .toList(),
                wiring.udp() ? Encapsulation.FORCED : Encapsulation.AUTO,
                plan.protocol().ike(),
                plan.protocol().livenessNs(),
                null,
                plan.protocol().extras().unique());
    }

    private IkeConfig ike(Side side) {
        KeyExchanges keyExchanges = plan.protocol().realCryptography()
                ? KeyExchanges.standard(WeakAlgorithms.REFUSED)
                : KeyExchanges.none()
                        .with(new FakeKeyExchange(KEY_EXCHANGE))
                        .with(new FakeKeyExchange(ADDITIONAL, ADDITIONAL_LENGTH));
        return new IkeConfig(
                connections().stream().map(name -> connection(side, name)).toList(),
                plan.protocol().timers(),
                keyExchanges,
                WeakAlgorithms.REFUSED,
                plan.protocol().cookieThreshold(),
                HALF_OPEN_MAX,
                IKE_SAS_MAX,
                plan.protocol().extras().datagramLengthMax());
    }

    private static Identity identity(Side side, String connection) {
        return Identity.fqdn(side + "." + connection + ".example");
    }

    private static List<dev.ringswan.ike.wire.TrafficSelector> ikeNets(List<TrafficSelector> nets) {
        return nets.stream()
                .map(net -> dev.ringswan.ike.wire.TrafficSelector.of(net.start(), net.end()))
                .toList();
    }

    private TransformSet ikeTransforms() {
        List<Transform> transforms = new ArrayList<>(List.of(
                Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 128),
                Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256)));
        addKeyExchanges(transforms);
        return new TransformSet(transforms);
    }

    private void addKeyExchanges(List<Transform> transforms) {
        transforms.add(Transform.of(TransformType.KEY_EXCHANGE, KEY_EXCHANGE));
        if (plan.protocol().extras().additional()) {
            transforms.add(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1, ADDITIONAL));
        }
    }

    private TransformSet espTransforms() {
        List<Transform> transforms = new ArrayList<>(suite(plan.security().suite()));
        if (plan.protocol().pfs()) {
            addKeyExchanges(transforms);
        }
        transforms.add(
                Transform.of(TransformType.ESN, plan.security().esn() ? TransformId.ESN_YES : TransformId.ESN_NO));
        return new TransformSet(transforms);
    }

    private static List<Transform> suite(EspSuite suite) {
        return switch (suite) {
            case AES128_GCM16 -> List.of(Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 128));
            case AES256_GCM16 -> List.of(Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256));
            case CHACHA20_POLY1305 ->
                List.of(Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_CHACHA20_POLY1305));
            case AES128_SHA256 ->
                List.of(
                        Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 128),
                        Transform.of(TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_256_128));
            case AES256_SHA512 ->
                List.of(
                        Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 256),
                        Transform.of(TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_512_256));
            default -> throw new IllegalArgumentException("no plan has " + suite);
        };
    }
}
