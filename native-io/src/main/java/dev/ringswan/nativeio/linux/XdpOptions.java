package dev.ringswan.nativeio.linux;

/**
 * Where and how AF_XDP is used.
 *
 * @param interfaceName the interface
 * @param queue its receive queue, from 0. Packets of other queues come by the kernel's way
 * @param mode where the XDP program runs
 * @param busyPollUs for how many microseconds a call may let the kernel look for packets in the driver, on the calling thread;
 *     0 leaves that to interrupts
 */
public record XdpOptions(String interfaceName, int queue, Mode mode, int busyPollUs) {
    /** Where the XDP program runs. */
    public enum Mode {
        /** In the driver, where it can and the MTU allows, else behind it. */
        AUTO,
        /** In the driver, without copy where the driver can. */
        NATIVE,
        /** Behind the driver, where the kernel has made a packet of its own: works with each, and is the slowest. */
        GENERIC
    }

    /** Checks the numbers. */
    public XdpOptions {
        if (queue < 0) {
            throw new IllegalArgumentException("a queue has a number from 0, not " + queue);
        }
        if (busyPollUs < 0) {
            throw new IllegalArgumentException("a time to poll for is at least 0, not " + busyPollUs);
        }
    }

    /** Queue 0 of an interface, in the best mode there is. */
    public static XdpOptions of(String interfaceName) {
        return new XdpOptions(interfaceName, 0, Mode.AUTO, 0);
    }

    public XdpOptions withQueue(int number) {
        return new XdpOptions(interfaceName, number, mode, busyPollUs);
    }

    public XdpOptions withMode(Mode wanted) {
        return new XdpOptions(interfaceName, queue, wanted, busyPollUs);
    }

    public XdpOptions withBusyPoll(int microseconds) {
        return new XdpOptions(interfaceName, queue, mode, microseconds);
    }
}
