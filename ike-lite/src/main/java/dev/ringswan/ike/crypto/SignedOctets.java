package dev.ringswan.ike.crypto;

import java.io.ByteArrayOutputStream;

/**
 * What each side signs in IKE_AUTH (RFC 7296 §2.15, RFC 9242 §3.3.2):
 *
 * <pre>
 *   RealMessage | Nonce of the other side | prf(SK_p, RestOfIDPayload) | IntAuth
 * </pre>
 */
public final class SignedOctets {
    private SignedOctets() {}

    /**
     * The octets of one side.
     *
     * @param message the side's IKE_SA_INIT message as it was on the wire, from the first octet of the IKE header on; for
     *     the initiator the last one sent (with cookie and corrected key exchange)
     * @param peerNonce the data of the other side's nonce payload
     * @param skP the side's SK_pi or SK_pr, after PPK if there is one
     * @param identity the side's ID payload without its generic header
     * @param intAuth of {@link IntAuth#octets}, possibly empty
     */
    public static byte[] of(Prf prf, byte[] message, byte[] peerNonce, Secret skP, byte[] identity, byte[] intAuth) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(message);
        octets.writeBytes(peerNonce);
        octets.writeBytes(prf.apply(skP, identity));
        octets.writeBytes(intAuth);
        return octets.toByteArray();
    }
}
