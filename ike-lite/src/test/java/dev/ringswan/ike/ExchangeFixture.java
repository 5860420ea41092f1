package dev.ringswan.ike;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.Encapsulation;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeLifetime;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.Ppk;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.Retransmission;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.api.Uniqueness;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.negotiate.TransformSet;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.TrafficSelector;
import dev.ringswan.ike.wire.Transform;
import dev.ringswan.ike.wire.TransformId;
import dev.ringswan.ike.wire.TransformType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations of two peers that suit each other, to be changed where a test wants a mismatch. */
final class ExchangeFixture {
    static final TransportAddress ALICE = new TransportAddress(address(192, 0, 2, 1), 500);
    static final TransportAddress BOB = new TransportAddress(address(192, 0, 2, 2), 500);
    static final IkeTimers TIMERS = new IkeTimers(
            Retransmission.of(Duration.ofSeconds(1).toNanos(), 5),
            Duration.ofSeconds(30).toNanos(),
            Duration.ofSeconds(5).toNanos());
    static final long LIVENESS_NS = Duration.ofSeconds(60).toNanos();
    static final KeyExchanges FAKES = KeyExchanges.none()
            .with(new FakeKeyExchange(31))
            .with(new FakeKeyExchange(19))
            .with(new FakeKeyExchange(TransformId.ML_KEM_512))
            .with(new FakeKeyExchange(TransformId.ML_KEM_768));
    static final TransformSet IKE_X25519 = ike(TransformId.CURVE25519);
    static final TransformSet IKE_ECP_256 = ike(TransformId.ECP_256);
    static final TransformSet ESP_GCM = TransformSet.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256),
            Transform.of(TransformType.ESN, TransformId.ESN_NO));
    static final TransformSet ESP_GCM_PFS = TransformSet.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 256),
            Transform.of(TransformType.KEY_EXCHANGE, TransformId.CURVE25519),
            Transform.of(TransformType.ESN, TransformId.ESN_NO));
    static final TransformSet ESP_CBC = TransformSet.of(
            Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_CBC, 256),
            Transform.of(TransformType.INTEGRITY, TransformId.AUTH_HMAC_SHA2_256_128),
            Transform.of(TransformType.ESN, TransformId.ESN_NO));
    static final TransformSet ESP_HYBRID = hybrid(ESP_GCM_PFS, TransformId.ML_KEM_768);
    static final TransformSet IKE_HYBRID = hybrid(IKE_X25519, TransformId.ML_KEM_768);
    static final TrafficSelector NET_A = TrafficSelector.of(address(10, 1, 0, 0), address(10, 1, 255, 255));
    static final TrafficSelector NET_B = TrafficSelector.of(address(10, 2, 0, 0), address(10, 2, 255, 255));

    /** What one side has configured; each change returns the options themselves. */
    static final class Options {
        private final String remoteName;
        private final TrafficSelector local;
        private final TrafficSelector remote;
        private List<TransformSet> ike = List.of(IKE_X25519);
        private List<TransformSet> esp = List.of(ESP_GCM);
        private String sharedKey = "secret";
        private String shownName;
        private List<ChildConfig> children = List.of();
        private boolean transport;
        private int halfOpenMax = 1_000;
        private int ikeSasMax = 10_000;
        private boolean anyRemote;
        private @Nullable LocalAuth localAuth;
        private @Nullable RemoteAuth remoteAuth;
        private @Nullable Ppk ppk;
        private Uniqueness unique = Uniqueness.NO;
        private Encapsulation encapsulation = Encapsulation.AUTO;
        private IkeLifetime lifetime = IkeLifetime.UNLIMITED;
        private int cookieThreshold = 1_000;
        private TrafficSelector offered;

        Options(String localName, String remoteName, TrafficSelector local, TrafficSelector remote) {
            this.remoteName = remoteName;
            this.local = local;
            this.remote = remote;
            this.shownName = localName;
            this.offered = local;
        }

        Options withIke(TransformSet... sets) {
            ike = List.of(sets);
            return this;
        }

        Options withEsp(TransformSet... sets) {
            esp = List.of(sets);
            return this;
        }

        Options withSharedKey(String key) {
            sharedKey = key;
            return this;
        }

        Options withAuth(LocalAuth ours, RemoteAuth theirs) {
            localAuth = ours;
            remoteAuth = theirs;
            return this;
        }

        Options withPpk(Ppk key) {
            ppk = key;
            return this;
        }

        Options withUnique(Uniqueness policy) {
            unique = policy;
            return this;
        }

        Options withLocalName(String name) {
            shownName = name;
            return this;
        }

        /** The only child has another local selector. */
        Options withLocal(TrafficSelector selector) {
            offered = selector;
            return this;
        }

        /** Children "net0", "net1" and so on, each of a small part of both networks. */
        Options withChildren(int count) {
            List<ChildConfig> several = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                several.add(child("net" + i, part(local, i), part(remote, i)));
            }
            children = several;
            return this;
        }

        /** The peer may call from anywhere. */
        Options withAnyRemote() {
            anyRemote = true;
            return this;
        }

        /** Half-open IKE SAs, and IKE SAs in all. */
        Options withLimits(int halfOpen, int all) {
            halfOpenMax = halfOpen;
            ikeSasMax = all;
            return this;
        }

        Options withTransport() {
            transport = true;
            return this;
        }

        Options withEncapsulation(Encapsulation when) {
            encapsulation = when;
            return this;
        }

        Options withLifetime(IkeLifetime limits) {
            lifetime = limits;
            return this;
        }

        Options withCookieThreshold(int threshold) {
            cookieThreshold = threshold;
            return this;
        }

        IkeConfig config(TransportAddress from, TransportAddress to, KeyExchanges keyExchanges) {
            Secret key = Secret.copyOf(sharedKey.getBytes(StandardCharsets.US_ASCII));
            Connection connection = new Connection(
                    "tunnel",
                    from,
                    anyRemote ? new TransportAddress(address(0, 0, 0, 0), TransportAddress.IKE_PORT) : to,
                    localAuth == null ? LocalAuth.sharedKey(Identity.fqdn(shownName), key) : localAuth,
                    remoteAuth == null
                            ? RemoteAuth.sharedKey(IdentityPattern.of(Identity.fqdn(remoteName)), key)
                            : remoteAuth,
                    ike,
                    children.isEmpty() ? List.of(child("net", offered, remote)) : children,
                    encapsulation,
                    lifetime,
                    LIVENESS_NS,
                    ppk,
                    unique);
            return new IkeConfig(
                    List.of(connection),
                    TIMERS,
                    keyExchanges,
                    WeakAlgorithms.REFUSED,
                    cookieThreshold,
                    halfOpenMax,
                    ikeSasMax,
                    1_200);
        }

        private ChildConfig child(String name, TrafficSelector from, TrafficSelector to) {
            return new ChildConfig(name, esp, List.of(from), List.of(to), transport);
        }
    }

    private ExchangeFixture() {}

    static Options alice() {
        return new Options("alice", "bob", NET_A, NET_B);
    }

    static Options bob() {
        return new Options("bob", "alice", NET_B, NET_A);
    }

    /** 256 addresses of a network of 65,536. */
    static TrafficSelector part(TrafficSelector network, int index) {
        byte[] start = network.start().getAddress();
        return TrafficSelector.of(address(start[0], start[1], index, 0), address(start[0], start[1], index, 255));
    }

    /** The same with a connection for each child, which has the child's name. */
    static IkeConfig split(IkeConfig config) {
        List<Connection> connections = new ArrayList<>();
        for (Connection whole : config.connections()) {
            for (ChildConfig child : whole.children()) {
                connections.add(copy(whole, child.name(), List.of(child)));
            }
        }
        return config.with(connections);
    }

    static Connection copy(Connection base, String name, List<ChildConfig> children) {
        return new Connection(
                name,
                base.local(),
                base.remote(),
                base.localAuth(),
                base.remoteAuth(),
                base.proposals(),
                children,
                base.encapsulation(),
                base.lifetime(),
                base.livenessNs(),
                base.ppk(),
                base.unique());
    }

    static TransformSet ike(int... methods) {
        List<Transform> transforms = new ArrayList<>(List.of(
                Transform.of(TransformType.ENCRYPTION, TransformId.ENCR_AES_GCM_16, 128),
                Transform.of(TransformType.PRF, TransformId.PRF_HMAC_SHA2_256)));
        for (int method : methods) {
            transforms.add(Transform.of(TransformType.KEY_EXCHANGE, method));
        }
        return new TransformSet(transforms);
    }

    /** A set with additional key exchanges, in the slots from the first on. */
    static TransformSet hybrid(TransformSet set, int... methods) {
        List<Transform> transforms = new ArrayList<>(set.transforms());
        for (int i = 0; i < methods.length; i++) {
            transforms.add(Transform.of(TransformType.ADDITIONAL_KEY_EXCHANGE_1 + i, methods[i]));
        }
        return new TransformSet(transforms);
    }

    static InetAddress address(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
