package dev.ringswan.ike.crypto;

/**
 * The seven keys of one IKE SA (RFC 7296 §2.14). Close them when the SA ends: all are wiped.
 *
 * @param skD from which keys of child SAs and of the next IKE SA come
 * @param skAi the initiator's integrity key; empty for combined modes
 * @param skAr the responder's
 * @param skEi the initiator's encryption key, with the salt of combined modes
 * @param skEr the responder's
 * @param skPi the initiator's key for AUTH and IntAuth
 * @param skPr the responder's
 */
public record IkeKeys(Secret skD, Secret skAi, Secret skAr, Secret skEi, Secret skEr, Secret skPi, Secret skPr)
        implements AutoCloseable {
    /** Wipes all seven. */
    @Override
    public void close() {
        skD.close();
        skAi.close();
        skAr.close();
        skEi.close();
        skEr.close();
        skPi.close();
        skPr.close();
    }
}
