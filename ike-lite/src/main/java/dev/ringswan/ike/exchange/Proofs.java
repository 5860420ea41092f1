package dev.ringswan.ike.exchange;

import dev.ringswan.ike.api.Connection;
import dev.ringswan.ike.api.IkeEvent;
import dev.ringswan.ike.api.LocalAuth;
import dev.ringswan.ike.api.RemoteAuth;
import dev.ringswan.ike.api.SharedKeyRing;
import dev.ringswan.ike.crypto.AuthSigner;
import dev.ringswan.ike.crypto.AuthValue;
import dev.ringswan.ike.crypto.Authenticator;
import dev.ringswan.ike.crypto.CertifiedPeer;
import dev.ringswan.ike.crypto.Credentials;
import dev.ringswan.ike.crypto.CryptoRefusal;
import dev.ringswan.ike.crypto.IkeKeys;
import dev.ringswan.ike.crypto.Prf;
import dev.ringswan.ike.crypto.Secret;
import dev.ringswan.ike.crypto.SignedOctets;
import dev.ringswan.ike.sa.IkeSa;
import dev.ringswan.ike.sa.IkeSaState;
import dev.ringswan.ike.wire.AuthPayload;
import dev.ringswan.ike.wire.Bytes;
import dev.ringswan.ike.wire.CertEncoding;
import dev.ringswan.ike.wire.CertPayload;
import dev.ringswan.ike.wire.CertRequestPayload;
import dev.ringswan.ike.wire.IdPayload;
import dev.ringswan.ike.wire.Identity;
import dev.ringswan.ike.wire.InvalidSyntaxException;
import dev.ringswan.ike.wire.Message;
import dev.ringswan.ike.wire.Payload;
import dev.ringswan.ike.wire.Side;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The payloads of IKE_AUTH by which one side proves who it is (RFC 7296 §2.15), and what is checked in them:
 *
 * <pre>
 *  ID, [CERT: own, CERT: the authority above it, …,] AUTH = signature over SignedOctets
 * </pre>
 */
final class Proofs {
    /** Certificates of a message that are looked at. */
    private static final int CERTIFICATES_MAX = 32;

    /** CRLs of a message that are looked at; their length is limited by that of the message. */
    private static final int REVOCATION_LISTS_MAX = 4;

    private static final SharedKeyRing NOBODYS_KEYS = new SharedKeyRing(List.of(), null);

    private final ExchangeContext context;

    Proofs(ExchangeContext context) {
        this.context = context;
    }

    /** What we have told an initiator's peer about both sides, for the operator. */
    static String describe(Connection connection) {
        LocalAuth local = connection.localAuth();
        return "we are " + local.identity() + " by "
                + (local.certificates().isEmpty() ? "a pre-shared key" : "a certificate")
                + (connection.ppk() == null ? "" : " and a postquantum preshared key")
                + ", the peer is to be " + connection.remoteAuth().identity();
    }

    /** Our CERT payloads. */
    static List<Payload> certificates(LocalAuth local) {
        List<Payload> payloads = new ArrayList<>();
        for (X509Certificate certificate : local.certificates()) {
            payloads.add(new CertPayload(CertEncoding.X509_SIGNATURE, encoded(certificate)));
        }
        return payloads;
    }

    /** Asks for certificates of the authorities that are trusted; empty when the peer needs none (RFC 7296 §3.7). */
    static Optional<Payload> certificateRequest(List<RemoteAuth> expected) {
        List<Bytes> hashes = new ArrayList<>();
        for (RemoteAuth remote : expected) {
            if (remote instanceof RemoteAuth.Certificate certificate) {
                certificate.verifier().authorities().stream()
                        .filter(hash -> !hashes.contains(hash))
                        .forEach(hashes::add);
            }
        }
        return hashes.isEmpty() ? Optional.empty() : Optional.of(CertRequestPayload.of(hashes));
    }

    /** The authorities that a message asks for. */
    static List<Bytes> requested(Message message) {
        return message.all(CertRequestPayload.class).stream()
                .flatMap(request -> request.hashes().stream())
                .distinct()
                .toList();
    }

    /** The one of our certificates that the peer asks for; if there is none, the first (RFC 7296 §3.7). */
    LocalAuth choose(Connection connection, List<Bytes> requested) {
        LocalAuth first = connection.localAuth();
        Optional<LocalAuth> fitting = first.leadingTo(requested);
        if (fitting.isEmpty() && !requested.isEmpty() && !first.certificates().isEmpty()) {
            context.report(new IkeEvent.Ignored(connection.name() + ": none of the " + requested.size()
                    + " authorities that the peer asks for is known to be above our certificates: it gets the one of \""
                    + first.certificates().getFirst().getSubjectX500Principal().getName() + "\""));
        }
        return fitting.orElse(first);
    }

    /**
     * Our AUTH payload.
     *
     * @param local which of our certificates
     * @param messageId of the IKE_AUTH request
     * @param keys with a postquantum preshared key or without
     */
    AuthPayload proof(IkeSa sa, LocalAuth local, IkeSaState.Transcript transcript, int messageId, IkeKeys keys)
            throws CryptoRefusal {
        Prf prf = sa.channel().suite().prf();
        Secret skP = sa.isInitiator() ? keys.skPi() : keys.skPr();
        byte[] signed = SignedOctets.of(
                prf,
                transcript.ownMessage().toArray(),
                transcript.peerNonce().toArray(),
                skP,
                idBody(local.identity()),
                transcript.intermediates().octets(messageId));
        Identity peer = sa.remoteIdentity();
        AuthSigner signer = peer == null ? local.signer() : local.signer().signingTo(peer);
        return payload(signer.sign(prf, signed, transcript.peerHashes(), context.secretRandom()));
    }

    /**
     * Returns when the peer has proven that it is who it claims to be, with the keys that the IKE SA has now; with a
     * certificate, what is left to ask about it.
     *
     * @param auth its proof
     * @param received with its certificates
     * @throws CryptoRefusal when it has not
     */
    Optional<CertifiedPeer> verify(
            IkeSa sa, IkeSaState.Transcript transcript, Identity claimed, AuthPayload auth, Message received)
            throws CryptoRefusal {
        Prf prf = sa.channel().suite().prf();
        byte[] signed = signedByPeer(sa, transcript, claimed, received);
        return switch (sa.connection().remoteAuth()) {
            case RemoteAuth.SharedKey sharedKey -> {
                sharedKey.verifier().verifying(claimed).verify(prf, signed, value(auth));
                yield Optional.empty();
            }
            case RemoteAuth.Certificate certificate -> {
                if (auth.method() == AuthValue.SHARED_KEY) {
                    throw new CryptoRefusal(
                            "the peer authenticated with a pre-shared key where a certificate is configured");
                }
                CertifiedPeer peer =
                        certificate.verifier().verify(certificates(received), revocationLists(received), claimed);
                Authenticator.verifying(peer.key(), context.config().weakAlgorithms())
                        .verify(prf, signed, value(auth));
                yield Optional.of(peer);
            }
        };
    }

    private static byte[] signedByPeer(IkeSa sa, IkeSaState.Transcript transcript, Identity claimed, Message received) {
        IkeKeys keys = sa.channel().keys();
        return SignedOctets.of(
                sa.channel().suite().prf(),
                transcript.peerMessage().toArray(),
                transcript.ownNonce().toArray(),
                sa.isInitiator() ? keys.skPr() : keys.skPi(),
                idBody(claimed),
                transcript.intermediates().octets(received.header().messageId()));
    }

    /** Does about as much for a peer that no connection knows: it must not learn from the time that an answer takes who is known. */
    void pretend(IkeSa sa, IkeSaState.Transcript transcript, Identity claimed, Message received)
            throws InvalidSyntaxException {
        Prf prf = sa.channel().suite().prf();
        byte[] signed = signedByPeer(sa, transcript, claimed, received);
        try {
            NOBODYS_KEYS.verifying(claimed).verify(prf, signed, value(received.required(AuthPayload.class)));
        } catch (CryptoRefusal _) {
            // Nobody has one of these keys.
        }
    }

    private static List<X509Certificate> certificates(Message received) throws CryptoRefusal {
        List<X509Certificate> certificates = new ArrayList<>();
        for (CertPayload payload : received.all(CertPayload.class)) {
            if (payload.encoding() == CertEncoding.X509_SIGNATURE && certificates.size() < CERTIFICATES_MAX) {
                certificates.add(Credentials.certificate(payload.data().toArray()));
            }
        }
        return certificates;
    }

    /** They count only if an issuer of the peer's path has signed them. */
    private static List<X509CRL> revocationLists(Message received) throws CryptoRefusal {
        List<X509CRL> lists = new ArrayList<>();
        for (CertPayload payload : received.all(CertPayload.class)) {
            if (payload.encoding() == CertEncoding.CRL && lists.size() < REVOCATION_LISTS_MAX) {
                lists.add(Credentials.revocationList(payload.data()));
            }
        }
        return lists;
    }

    private static Bytes encoded(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    private static byte[] idBody(Identity identity) {
        return new IdPayload(Side.INITIATOR, identity).body().toArray();
    }

    /** The data of method 14 starts with the algorithm and its length (RFC 7427 §3), which the payload has apart. */
    private static AuthPayload payload(AuthValue value) throws CryptoRefusal {
        return withData(value.method(), Bytes.of(value.data()));
    }

    /**
     * An AUTH payload from all that follows its method.
     *
     * @throws CryptoRefusal when that is nothing of this method
     */
    static AuthPayload withData(int method, Bytes data) throws CryptoRefusal {
        if (method != AuthValue.DIGITAL_SIGNATURE) {
            return AuthPayload.of(method, data);
        }
        int limit = data.isEmpty() ? 0 : 1 + data.at(0);
        if (limit < 2 || limit > data.length()) {
            throw new CryptoRefusal("a digital signature does not say how it was made");
        }
        return new AuthPayload(method, data.slice(1, limit), data.slice(limit, data.length()));
    }

    /** All that follows the method of an AUTH payload. */
    static Bytes data(AuthPayload auth) {
        return Bytes.of(value(auth).data());
    }

    private static AuthValue value(AuthPayload auth) {
        if (auth.method() != AuthValue.DIGITAL_SIGNATURE) {
            return AuthValue.of(auth.method(), auth.value().toArray());
        }
        byte[] algorithm = auth.algorithm().toArray();
        byte[] value = auth.value().toArray();
        byte[] data = new byte[1 + algorithm.length + value.length];
        data[0] = (byte) algorithm.length;
        System.arraycopy(algorithm, 0, data, 1, algorithm.length);
        System.arraycopy(value, 0, data, 1 + algorithm.length, value.length);
        return AuthValue.of(auth.method(), data);
    }
}
