package dev.ringswan.gateway.interop;

import java.io.IOException;

/**
 * An implementation at one end of the tunnel: a daemon in a namespace, and how to command it.
 *
 * <p>What cannot be done fails with {@link InteropFailure} and the reason. <i>Threading:</i> one thread.
 */
interface Peer {
    /** Runs the daemon; returns when it takes commands and IKE messages. */
    void start() throws IOException, InterruptedException;

    /** Brings the child up, with its IKE SA. */
    void initiate() throws IOException, InterruptedException;

    /** Begins to rekey the child. */
    void rekeyChild() throws IOException, InterruptedException;

    /** Begins to rekey the IKE SA. */
    void rekeyIke() throws IOException, InterruptedException;

    /** Deletes the IKE SA and tells the peer. */
    void delete() throws IOException, InterruptedException;

    /** Ends the daemon at once; the peer is not told. */
    void kill() throws IOException, InterruptedException;

    /** Stops the daemon where it is, or lets it go on. */
    void freeze(boolean frozen) throws IOException, InterruptedException;

    /** What stands. */
    Sas sas() throws IOException, InterruptedException;

    /** The log so far. */
    String log() throws IOException;

    /** The last line of the log that sounds like a failure; empty when there is none. */
    default String complaint() throws IOException {
        return Complaints.last(log());
    }
}
