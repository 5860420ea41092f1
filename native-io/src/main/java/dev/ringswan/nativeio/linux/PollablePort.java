package dev.ringswan.nativeio.linux;

/** A port that {@link Poller} can wait for. */
interface PollablePort {
    /** The descriptor that becomes readable when a packet waits; −1 when closed. */
    int fd();

    /** Another descriptor of that kind, of a port that receives in two ways; −1 when there is none. */
    default int secondFd() {
        return -1;
    }

    /** Whether packets wait in the port itself, of which the kernel knows nothing any more. The receiving thread only. */
    default boolean holdsPackets() {
        return false;
    }
}
