package dev.ringswan.nativeio.linux;

/** A port that {@link Poller} can wait for. */
interface PollablePort {
    /** The descriptor that becomes readable when a packet waits; −1 when closed. */
    int fd();
}
