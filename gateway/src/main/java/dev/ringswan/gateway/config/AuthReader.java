package dev.ringswan.gateway.config;

import dev.ringswan.ike.api.IdentityPattern;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.SharedKeyRing;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CertificateChain;
import dev.ringswan.ike.crypto.CertificateVerifier;
import dev.ringswan.ike.crypto.CredentialException;
import dev.ringswan.ike.crypto.RevocationPolicy;
import dev.ringswan.ike.crypto.RsaPadding;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.WeakAlgorithms;
import dev.ringswan.ike.wire.Identity;
import java.net.InetAddress;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads who the two sides of a connection are and how they prove it: sections {@code local} and {@code remote}. */
final class AuthReader {
    /**
     * Both sides.
     *
     * @param credentials of all secrets and certificates
     */
    record Sides(LocalAuth local, RemoteAuth remote, Fingerprint credentials) {}

    /** The key {@code auth}. */
    private enum Method {
        PSK("psk"),
        PUBKEY("pubkey"),
        /** As before, and an RSA key of ours signs with PSS. */
        RSA_PSS("rsa/pss");

        private final String keyword;

        Method(String keyword) {
            this.keyword = keyword;
        }

        static Method of(String text) {
            for (Method method : values()) {
                if (method.keyword.equals(text)) {
                    return method;
                }
            }
            throw new IllegalArgumentException("is psk, pubkey or rsa/pss; not '" + text + "'");
        }
    }

    private final SectionReader connection;
    private final SectionReader local;
    private final SectionReader remote;
    private final Secrets secrets;
    private final CredentialFiles files;
    private final Fingerprint.Builder fingerprint = new Fingerprint.Builder();

    AuthReader(
            SectionReader connection,
            SectionReader local,
            SectionReader remote,
            Secrets secrets,
            CredentialFiles files) {
        this.connection = connection;
        this.local = local;
        this.remote = remote;
        this.secrets = secrets;
        this.files = files;
    }

    /**
     * Null, and reported, when something is missing or wrong.
     *
     * @param weakAllowed whether RSA with SHA-1 will do
     */
    @Nullable
    Sides read(InetAddress localAddress, InetAddress remoteAddress, boolean weakAllowed) {
        Method localMethod = local.value("auth", Method.PUBKEY, Method::of);
        Method remoteMethod = remote.value("auth", Method.PUBKEY, Method::of);
        List<CertificateChain> own = chains(flat(local.list("certs", files::certificates)));
        List<X509Certificate> pinned = flat(remote.list("certs", files::certificates));
        Identity localIdentity = local.has("id")
                ? local.optional("id", Identity::parse)
                : own.isEmpty()
                        ? Identity.of(localAddress)
                        : subject(own.getFirst().certificates().getFirst());
        IdentityPattern remoteIdentity = remote.has("id")
                ? remote.optional("id", IdentityPattern::parse)
                : identityByDefault(remoteMethod, remoteAddress, pinned);
        CertificateVerifier verifier = remoteMethod == Method.PSK ? null : verifier(pinned);
        local.finish();
        remote.finish();
        if (localIdentity == null || remoteIdentity == null) {
            return null;
        }
        SharedKeyRing keys = localMethod == Method.PSK || remoteMethod == Method.PSK
                ? sharedKeys(localIdentity, remoteIdentity)
                : null;
        LocalAuth localAuth = localMethod == Method.PSK
                ? keys == null ? null : LocalAuth.sharedKeys(localIdentity, keys)
                : certified(localIdentity, localMethod, own, weakAllowed);
        RemoteAuth remoteAuth = remoteMethod == Method.PSK
                ? keys == null ? null : RemoteAuth.sharedKeys(remoteIdentity, keys)
                : verifier == null ? null : RemoteAuth.certificate(remoteIdentity, verifier);
        if (localAuth == null || remoteAuth == null) {
            return null;
        }
        fingerprint.add(localMethod).add(remoteMethod);
        own.forEach(chain -> fingerprint.addCertificates(chain.certificates()));
        return new Sides(localAuth, remoteAuth, fingerprint.build());
    }

    /** The peer's address with a shared key; with certificates, the pinned one's subject or whoever has a certificate. */
    private IdentityPattern identityByDefault(Method method, InetAddress address, List<X509Certificate> pinned) {
        if (method == Method.PSK) {
            return address.isAnyLocalAddress() ? IdentityPattern.any() : IdentityPattern.of(Identity.of(address));
        }
        if (!pinned.isEmpty()) {
            return IdentityPattern.of(subject(pinned.getFirst()));
        }
        remote.warnAt("id", "is not set, so everybody with a certificate of these authorities may be the peer");
        return IdentityPattern.any();
    }

    /** One key for a peer that is one; else all that a peer may have, of which one is chosen when it says who it is. */
    private @Nullable SharedKeyRing sharedKeys(Identity us, IdentityPattern peer) {
        SharedKeys.SharedKey key = secrets.sharedKeys().find(us, peer);
        if (key != null) {
            CloudLints.checkKey(connection, key);
            fingerprint.add(key.key());
        }
        Secret own = key == null ? null : key.key();
        List<SharedKeyRing.Key> keys;
        if (peer.single().isPresent()) {
            keys = own == null ? List.of() : List.of(new SharedKeyRing.Key(peer, own));
        } else {
            keys = secrets.sharedKeys().ring(us);
            keys.forEach(one -> fingerprint.add(one.owner()).add(one.key()));
        }
        if (keys.isEmpty()) {
            if (secrets.complete()) {
                connection.problem("has no pre-shared key for " + us + " and " + peer + ": add "
                        + files.layout().sharedKeyExample());
            }
            return null;
        }
        return new SharedKeyRing(keys, own);
    }

    /** The first chain, with the others for peers that ask for their authorities. */
    private @Nullable LocalAuth certified(
            Identity identity, Method method, List<CertificateChain> own, boolean weakAllowed) {
        if (own.isEmpty()) {
            if (!local.has("certs")) {
                local.problem("needs 'certs' with our certificate, or 'auth = psk'");
            }
            return null;
        }
        RsaPadding padding = method == Method.RSA_PSS ? RsaPadding.PSS : RsaPadding.PKCS1;
        WeakAlgorithms weak = weakAllowed ? WeakAlgorithms.ALLOWED : WeakAlgorithms.REFUSED;
        try {
            List<LocalAuth> all = new ArrayList<>();
            for (CertificateChain chain : own) {
                PrivateKey key = privateKey(chain.certificates().getFirst());
                all.add(LocalAuth.certificate(identity, key, padding, weak, chain));
            }
            return all.getFirst().with(all.subList(1, all.size()));
        } catch (CredentialException e) {
            local.problemAt("certs", "cannot be used: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            if (secrets.complete()) {
                local.problemAt("certs", String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    private PrivateKey privateKey(X509Certificate own) {
        List<PrivateKey> keys = new ArrayList<>(secrets.privateKeys());
        if (keys.stream().noneMatch(key -> Authenticator.belongTogether(key, own.getPublicKey()))) {
            keys.addAll(files.privateKeys());
        }
        return keys.stream()
                .filter(key -> Authenticator.belongTogether(key, own.getPublicKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("has no private key among the " + keys.size()
                        + " that are there: add " + files.layout().privateKeyExample()));
    }

    /** With the pinned certificates alone, if there are some; else with authorities. */
    private @Nullable CertificateVerifier verifier(List<X509Certificate> pinned) {
        List<X509Certificate> named = flat(remote.list("cacerts", files::authorities));
        RevocationPolicy policy = remote.value("revocation", RevocationPolicy.IF_AVAILABLE, AuthReader::revocation);
        try {
            List<X509Certificate> roots = !pinned.isEmpty() ? pinned : !named.isEmpty() ? named : files.authorities();
            if (!roots.isEmpty()) {
                List<X509CRL> lists = files.revocationLists();
                fingerprint.add(policy).addCertificates(roots).addRevocationLists(lists);
                files.responders().forEach((authority, url) -> {
                    fingerprint.addCertificates(List.of(authority)).add(url);
                });
                return new CertificateVerifier(roots, policy, lists, files.responders(), InstantSource.system());
            }
            if (!remote.has("cacerts") && !remote.has("certs")) {
                remote.problem("needs 'cacerts' with the peer's authority, or 'certs' with its certificate");
            }
        } catch (IllegalArgumentException e) {
            remote.problemAt("cacerts", String.valueOf(e.getMessage()));
        }
        return null;
    }

    private static RevocationPolicy revocation(String text) {
        return switch (text) {
            case "strict" -> RevocationPolicy.REQUIRED;
            case "ifuri" -> RevocationPolicy.IF_NAMED;
            case "relaxed" -> RevocationPolicy.IF_AVAILABLE;
            default -> throw new IllegalArgumentException("is strict, ifuri or relaxed; not '" + text + "'");
        };
    }

    /**
     * A chain for each of our own certificates: the first is one, and the others are that are no authority's. What lies
     * between them and an authority may be configured with them, or in the folder for authorities.
     */
    private List<CertificateChain> chains(List<X509Certificate> configured) {
        if (configured.isEmpty()) {
            return List.of();
        }
        List<X509Certificate> known = new ArrayList<>(configured);
        try {
            known.addAll(files.authorities());
        } catch (IllegalArgumentException e) {
            local.problemAt("certs", "have authorities that " + e.getMessage());
        }
        List<CertificateChain> chains = new ArrayList<>();
        for (X509Certificate certificate : configured) {
            if (chains.isEmpty() || certificate.getBasicConstraints() < 0) {
                chains.add(CertificateChain.of(certificate, known));
            }
        }
        return chains;
    }

    private static List<X509Certificate> flat(List<List<X509Certificate>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private static Identity subject(X509Certificate certificate) {
        return Identity.distinguishedName(certificate.getSubjectX500Principal());
    }
}
