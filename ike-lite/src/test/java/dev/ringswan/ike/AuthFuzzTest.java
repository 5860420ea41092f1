package dev.ringswan.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.PayloadType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Whatever a stranger puts into IKE_AUTH, nothing is thrown, it is not believed, and others are still served. */
final class AuthFuzzTest {
    private static final int RUNS = 1_500;
    private static final int[] TYPES = {
        PayloadType.IDI,
        PayloadType.IDR,
        PayloadType.CERT,
        PayloadType.CERTREQ,
        PayloadType.AUTH,
        PayloadType.NOTIFY,
        PayloadType.SA,
        PayloadType.TSI,
        PayloadType.TSR
    };

    private final KeyPair keys = TestKeys.ec("secp256r1");
    private final TestAuthority root = TestAuthority.root("root");
    private final X509Certificate certificate =
            root.issue(keys, "bob.example", new GeneralName(GeneralName.dNSName, "bob.example"));

    private final X509CRL revocationList = root.revocationList(TestAuthority.NOW.plusSeconds(60), certificate);

    AuthFuzzTest() throws Exception {
        // The certificate may fail to be made.
    }

    @FuzzTest
    void survivesAnything(byte[] data) throws Exception {
        Peer bob = bob();
        new HostileInitiator(bob, 1).authenticate(data.length == 0 ? 0 : data[0] & 0xff, data);
        assertUntouched(bob);
    }

    /** Payloads that are well-formed more or less, around real certificates. */
    @Test
    void survivesMangledProofs() throws Exception {
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            Peer bob = bob();
            try {
                ByteArrayOutputStream payloads = new ByteArrayOutputStream();
                int count = 1 + random.nextInt(7);
                int[] types =
                        random.ints(count, 0, TYPES.length).map(i -> TYPES[i]).toArray();
                types[0] = PayloadType.IDI;
                types[count - 1] = PayloadType.AUTH;
                for (int i = 0; i < count; i++) {
                    byte[] body = body(types[i], random);
                    payloads.writeBytes(ByteBuffer.allocate(4)
                            .put((byte) (i + 1 < count ? types[i + 1] : 0))
                            .put((byte) 0)
                            .putShort((short) (4 + body.length))
                            .array());
                    payloads.writeBytes(body);
                }
                new HostileInitiator(bob, seed).authenticate(types[0], payloads.toByteArray());
                assertUntouched(bob);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void stillServesOthers() throws Exception {
        Peer bob = bob();
        for (int seed = 0; seed < 50; seed++) {
            new HostileInitiator(bob, seed).authenticate(PayloadType.IDI, body(PayloadType.CERT, new Random(seed)));
            bob.sent.clear();
        }
        Peer alice = new Peer(
                ExchangeFixture.alice()
                        .withAuth(own(), trusting("bob.example"))
                        .config(ExchangeFixture.ALICE, ExchangeFixture.BOB, ExchangeFixture.FAKES),
                1,
                0xa0000);
        new TwoPeers(alice, bob).establish();
    }

    private byte[] body(int type, Random random) throws Exception {
        byte[] body = switch (type) {
            case PayloadType.IDI, PayloadType.IDR ->
                joined(new byte[] {2, 0, 0, 0}, "bob.example".getBytes(StandardCharsets.US_ASCII));
            case PayloadType.CERT ->
                random.nextInt(4) == 0
                        ? joined(new byte[] {7}, revocationList.getEncoded())
                        : joined(new byte[] {4}, certificate.getEncoded());
            case PayloadType.CERTREQ -> joined(new byte[] {4}, bytes(random, 20 * random.nextInt(4)));
            case PayloadType.AUTH ->
                random.nextBoolean()
                        ? joined(new byte[] {(byte) random.nextInt(16), 0, 0, 0}, bytes(random, random.nextInt(300)))
                        : joined(
                                new byte[] {14, 0, 0, 0, 12, 0x30, 10, 6, 8, 0x2a, -122, 72, -50, 61, 4, 3, 2},
                                bytes(random, 70));
            case PayloadType.NOTIFY ->
                joined(new byte[] {0, 0, 64, (byte) (48 + random.nextInt(6))}, bytes(random, random.nextInt(40)));
            default -> bytes(random, random.nextInt(80));
        };
        for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private Peer bob() throws Exception {
        return new Peer(
                ExchangeFixture.bob()
                        .withAuth(own(), trusting("%any"))
                        .config(ExchangeFixture.BOB, ExchangeFixture.ALICE, ExchangeFixture.FAKES),
                2,
                0xb0000);
    }

    private LocalAuth own() throws Exception {
        return LocalAuth.certificate(
                Identity.fqdn("bob.example"),
                keys.getPrivate(),
                RsaPadding.PSS,
                WeakAlgorithms.REFUSED,
                List.of(certificate));
    }

    private RemoteAuth trusting(String pattern) {
        return RemoteAuth.certificate(
                IdentityPattern.parse(pattern),
                new CertificateVerifier(
                        List.of(root.certificate()),
                        RevocationPolicy.IF_AVAILABLE,
                        List.of(),
                        () -> TestAuthority.NOW));
    }

    private static void assertUntouched(Peer bob) {
        assertThat(bob.reported(IkeEvent.Established.class)).isFalse();
        assertThat(bob.inbound).isEmpty();
        assertThat(bob.outbound).isEmpty();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
