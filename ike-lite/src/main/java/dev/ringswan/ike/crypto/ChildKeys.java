package dev.ringswan.ike.crypto;

/**
 * KEYMAT of one child SA pair in the order in which it is taken (RFC 7296 §2.17): first the SA from initiator to
 * responder, and in each the encryption key before the integrity key. <em>Initiator</em> is who asked for this child,
 * which need not be who started the IKE SA.
 *
 * @param initiatorEncryption with the salt of combined modes
 * @param initiatorIntegrity empty for combined modes
 * @param responderEncryption as above
 * @param responderIntegrity as above
 */
public record ChildKeys(
        Secret initiatorEncryption, Secret initiatorIntegrity, Secret responderEncryption, Secret responderIntegrity)
        implements AutoCloseable {
    /** Wipes all four. */
    @Override
    public void close() {
        initiatorEncryption.close();
        initiatorIntegrity.close();
        responderEncryption.close();
        responderIntegrity.close();
    }
}
