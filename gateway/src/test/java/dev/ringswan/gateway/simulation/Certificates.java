package dev.ringswan.gateway.simulation;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.TestAuthority;
import dev.ringswan.ike.crypto.TestKeys;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Identity;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;

/** Certificates of both gateways, by one authority; A's key is Ed25519, B's ECDSA. All are the same in each run. */
final class Certificates {
    private static final KeyPair EDWARDS = edwards(1);
    private static final KeyPair ECDSA = TestKeys.ec("secp256r1");
    private static final TestAuthority AUTHORITY = authority();
    private static final CertificateVerifier VERIFIER = new CertificateVerifier(
            List.of(AUTHORITY.certificate()), RevocationPolicy.IF_AVAILABLE, List.of(), () -> TestAuthority.NOW);
    private static final Map<String, LocalAuth> MADE = new LinkedHashMap<>();

    private Certificates() {}

    /** Who a gateway is, and how it proves it. */
    static LocalAuth of(Side side, Identity identity) {
        return MADE.computeIfAbsent(side + " " + identity, _ -> make(side == Side.A ? EDWARDS : ECDSA, identity));
    }

    /** Who the peer is to be. */
    static RemoteAuth expected(Identity identity) {
        return RemoteAuth.certificate(IdentityPattern.of(identity), VERIFIER);
    }

    private static LocalAuth make(KeyPair keys, Identity identity) {
        try {
            GeneralName name = new GeneralName(GeneralName.dNSName, identity.toString());
            return LocalAuth.certificate(
                    identity,
                    keys.getPrivate(),
                    RsaPadding.PSS,
                    WeakAlgorithms.REFUSED,
                    List.of(AUTHORITY.issue(keys, identity.toString(), name)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestAuthority authority() {
        try {
            return TestAuthority.root("simulation", edwards(2));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair edwards(long seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            SecureRandom random = new SeededRandom(seed);
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
