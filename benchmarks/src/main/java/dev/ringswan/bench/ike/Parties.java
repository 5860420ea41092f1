package dev.ringswan.bench.ike;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Two parties, 1 and 2, and how they prove who they are: the parts of a configuration that say so. Certificates lie in a
 * directory that {@link #close} removes.
 */
final class Parties implements AutoCloseable {
    private final Path directory;
    private final boolean certified;

    private Parties(boolean certified) throws IOException {
        this.certified = certified;
        directory = Files.createTempDirectory(
                "ringswan-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Both know one key. */
    static Parties withSharedKey() throws IOException {
        return new Parties(false);
    }

    /** Each has a certificate with an ECDSA key on P-256, signed by the same CA. */
    static Parties withCertificates() throws IOException, GeneralSecurityException, OperatorCreationException {
        Parties parties = new Parties(true);
        KeyPair authority = newKey();
        X500Principal authorityName = new X500Principal("CN=Bench CA");
        parties.write(
                "ca.pem",
                "CERTIFICATE",
                certificate(authorityName, authorityName, authority, authority.getPrivate(), null));
        for (int party = 1; party <= 2; party++) {
            KeyPair key = newKey();
            X500Principal name = new X500Principal("CN=" + name(party));
            parties.write(
                    "party" + party + ".pem",
                    "CERTIFICATE",
                    certificate(authorityName, name, key, authority.getPrivate(), name(party)));
            parties.write(
                    "party" + party + ".key", "PRIVATE KEY", key.getPrivate().getEncoded());
        }
        return parties;
    }

    private static String name(int party) {
        return "party" + party + ".example";
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] certificate(
            X500Principal issuer, X500Principal subject, KeyPair key, PrivateKey issuerKey, @Nullable String hostName)
            throws IOException, OperatorCreationException {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                subject,
                key.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(hostName == null));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(hostName == null ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        if (hostName != null) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, hostName)));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey))
                .getEncoded();
    }

    private void write(String name, String type, byte[] encoded) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, """
                -----BEGIN %1$s-----
                %2$s
                -----END %1$s-----
                """.formatted(type, base64));
    }

    /** Where the files of a configuration are looked for. */
    Path directory() {
        return directory;
    }

    /** The sections {@code local} and {@code remote} of a connection. */
    String sections(int own, int peer) {
        String form = certified ? """
                local { auth = pubkey
                    id = %1$s
                    certs = party%3$d.pem
                }
                remote { auth = pubkey
                    id = %2$s
                    cacerts = ca.pem
                }
                """ : """
                local { auth = psk
                    id = %1$s
                }
                remote { auth = psk
                    id = %2$s
                }
                """;
        return form.formatted(name(own), name(peer), own);
    }

    /** The section {@code secrets}. */
    String secrets(int own) {
        return certified
                ? "secrets { ecdsa-bench { file = party%d.key\n } }\n".formatted(own)
                : "secrets { ike-bench { secret = \"a key that only benchmarks use\"\n } }\n";
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
