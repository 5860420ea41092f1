package dev.ringswan.ike.crypto;

import dev.ringswan.ike.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys, certificates and CRLs from the content of files, PEM or DER, and certificates from CERT payloads. The files
 * themselves are read by whoever has file access.
 *
 * <p>Each {@code name} is for messages: the path of the file.
 */
public final class Credentials {
    private static final String PEM_START = "-----BEGIN ";

    private Credentials() {}

    /** All certificates of a file, in their order; at least one. */
    public static List<X509Certificate> certificates(String name, byte[] content) throws CredentialException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            if (isPem(content)) {
                for (Object object : pemObjects(name, content)) {
                    if (object instanceof X509CertificateHolder holder) {
                        certificates.add(certificate(holder.getEncoded()));
                    }
                }
            } else {
                certificates.add(certificate(content));
            }
        } catch (CryptoRefusal | IOException e) {
            throw new CredentialException(name + " holds a broken certificate: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new CredentialException(name + " holds no certificate; expected is \"" + PEM_START + "CERTIFICATE\"");
        }
        return certificates;
    }

    /** All CRLs of a file, in their order; at least one. */
    public static List<X509CRL> revocationLists(String name, byte[] content) throws CredentialException {
        List<X509CRL> lists = new ArrayList<>();
        try {
            if (isPem(content)) {
                for (Object object : pemObjects(name, content)) {
                    if (object instanceof X509CRLHolder holder) {
                        lists.add(revocationList(holder.getEncoded()));
                    }
                }
            } else {
                lists.add(revocationList(content));
            }
        } catch (CertificateException | CRLException | IOException | RuntimeException e) {
            throw new CredentialException(name + " holds a broken CRL: " + e.getMessage(), e);
        }
        if (lists.isEmpty()) {
            throw new CredentialException(name + " holds no CRL; expected is \"" + PEM_START + "X509 CRL\"");
        }
        return lists;
    }

    /** The private key of a file: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC); never encrypted, never weak. */
    public static PrivateKey privateKey(String name, byte[] content) throws CredentialException {
        PrivateKeyInfo info = null;
        if (isPem(content)) {
            for (Object object : pemObjects(name, content)) {
                PrivateKeyInfo found = keyInfo(name, object);
                info = found == null ? info : found;
            }
        } else {
            info = derKeyInfo(name, content);
        }
        if (info == null) {
            throw new CredentialException(name + " holds no private key; expected is \"" + PEM_START + "PRIVATE KEY\"");
        }
        PrivateKey key = jdkKey(name, info);
        String weakness = KeyStrength.weakness(key);
        if (weakness != null) {
            throw new CredentialException("the private key in " + name + " " + weakness);
        }
        return key;
    }

    /** A certificate in DER, as a CERT payload has it. */
    public static X509Certificate certificate(byte[] der) throws CryptoRefusal {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | RuntimeException e) {
            throw new CryptoRefusal("a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /** A CRL in DER, as a CERT payload has it (RFC 7296 §3.6). */
    public static X509CRL revocationList(Bytes der) throws CryptoRefusal {
        try {
            return revocationList(der.toArray());
        } catch (CertificateException | CRLException | RuntimeException e) {
            throw new CryptoRefusal("a CRL cannot be read: " + e.getMessage(), e);
        }
    }

    private static X509CRL revocationList(byte[] der) throws CertificateException, CRLException {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    private static boolean isPem(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains(PEM_START);
    }

    private static List<Object> pemObjects(String name, byte[] content) throws CredentialException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
            return objects;
        } catch (IOException | RuntimeException e) {
            // What the parser says may quote the file, and the file may hold a key: its words are not repeated.
            throw new CredentialException(name + " is not a well-formed PEM file");
        }
    }

    private static @Nullable PrivateKeyInfo keyInfo(String name, Object object) throws CredentialException {
        return switch (object) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(name);
            case PEMEncryptedKeyPair _ -> throw encrypted(name);
            default -> null;
        };
    }

    private static CredentialException encrypted(String name) {
        return new CredentialException(
                "the private key in " + name + " is encrypted; decrypt it with \"openssl pkey -in " + name
                        + "\", and make the file readable for its owner only");
    }

    private static @Nullable PrivateKeyInfo derKeyInfo(String name, byte[] content) throws CredentialException {
        try {
            return PrivateKeyInfo.getInstance(content);
        } catch (RuntimeException e) {
            throw new CredentialException(name + " is neither PEM nor a private key in DER (PKCS#8)");
        }
    }

    private static PrivateKey jdkKey(String name, PrivateKeyInfo info) throws CredentialException {
        try {
            String algorithm =
                    algorithm(info.getPrivateKeyAlgorithm().getAlgorithm().getId());
            return algorithm.equals("EC")
                    ? ecKey(info)
                    : KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new CredentialException(
                    "the private key in " + name + " cannot be used; RSA, EC, Ed25519 and Ed448 keys can");
        }
    }

    /** By its number: the JDK refuses some of the optional parts that other tools write into EC keys. */
    private static PrivateKey ecKey(PrivateKeyInfo info) throws GeneralSecurityException, IOException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(
                info.getPrivateKeyAlgorithm().getParameters().toASN1Primitive().getEncoded());
        ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
        BigInteger number = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
        if (number.signum() <= 0 || number.compareTo(parameters.getOrder()) >= 0) {
            throw new InvalidKeyException("the number is outside its range");
        }
        return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number, parameters));
    }

    private static String algorithm(String objectIdentifier) {
        return switch (objectIdentifier) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112" -> "Ed25519";
            case "1.3.101.113" -> "Ed448";
            default -> objectIdentifier;
        };
    }
}
