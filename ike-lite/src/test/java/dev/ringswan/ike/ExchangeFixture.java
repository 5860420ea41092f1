package dev.ringswan.ike;

import dev.ringswan.ike.api.ChildConfig;
import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeConfig;
import dev.ringswan.ike.api.IkeTimers;
import dev.ringswan.ike.api.TransportAddress;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.FakeKeyExchange;
import dev.ringswan.ike.crypto.KeyExchanges;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SharedKeyAuth;
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

/** Configurations of two peers that suit each other, to be changed where a test wants a mismatch. */
final class ExchangeFixture {
    static final TransportAddress ALICE = new TransportAddress(address(192, 0, 2, 1), 500);
    static final TransportAddress BOB = new TransportAddress(address(192, 0, 2, 2), 500);
    static final IkeTimers TIMERS = new IkeTimers(
            Duration.ofSeconds(1).toNanos(),
            6,
            Duration.ofSeconds(30).toNanos(),
            Duration.ofSeconds(60).toNanos(),
            Duration.ofSeconds(5).toNanos());
    static final KeyExchanges FAKES =
            KeyExchanges.none().with(new FakeKeyExchange(31)).with(new FakeKeyExchange(19));
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
    static final TrafficSelector NET_A = TrafficSelector.of(address(10, 1, 0, 0), address(10, 1, 255, 255));
    static final TrafficSelector NET_B = TrafficSelector.of(address(10, 2, 0, 0), address(10, 2, 255, 255));

    /** What one side has configured. */
    record Options(
            List<TransformSet> ike,
            List<TransformSet> esp,
            String sharedKey,
            String localName,
            String remoteName,
            TrafficSelector local,
            TrafficSelector remote,
            int cookieThreshold) {
        Options withIke(TransformSet... sets) {
            return new Options(List.of(sets), esp, sharedKey, localName, remoteName, local, remote, cookieThreshold);
        }

        Options withEsp(TransformSet... sets) {
            return new Options(ike, List.of(sets), sharedKey, localName, remoteName, local, remote, cookieThreshold);
        }

        Options withSharedKey(String key) {
            return new Options(ike, esp, key, localName, remoteName, local, remote, cookieThreshold);
        }

        Options withLocalName(String name) {
            return new Options(ike, esp, sharedKey, name, remoteName, local, remote, cookieThreshold);
        }

        Options withLocal(TrafficSelector selector) {
            return new Options(ike, esp, sharedKey, localName, remoteName, selector, remote, cookieThreshold);
        }

        Options withCookieThreshold(int threshold) {
            return new Options(ike, esp, sharedKey, localName, remoteName, local, remote, threshold);
        }

        IkeConfig config(TransportAddress from, TransportAddress to, KeyExchanges keyExchanges) {
            ChildConfig child = new ChildConfig("net", esp, List.of(local), List.of(remote));
            SharedKeyAuth auth = Authenticator.sharedKey(Secret.copyOf(sharedKey.getBytes(StandardCharsets.US_ASCII)));
            Connection connection = new Connection(
                    "tunnel",
                    from,
                    to,
                    Identity.fqdn(localName),
                    Identity.fqdn(remoteName),
                    auth,
                    auth,
                    ike,
                    child,
                    false);
            return new IkeConfig(
                    List.of(connection), TIMERS, keyExchanges, WeakAlgorithms.REFUSED, cookieThreshold, 1_000, 1_200);
        }
    }

    private ExchangeFixture() {}

    static Options alice() {
        return new Options(List.of(IKE_X25519), List.of(ESP_GCM), "secret", "alice", "bob", NET_A, NET_B, 1_000);
    }

    static Options bob() {
        return new Options(List.of(IKE_X25519), List.of(ESP_GCM), "secret", "bob", "alice", NET_B, NET_A, 1_000);
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

    static InetAddress address(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
