package dev.ringswan.nativeio;

/**
 * Lets the one thread that polls several ports sleep in the kernel until a packet arrives at one of them.
 *
 * <p><em>Threading:</em> one thread awaits; any thread may wake it. Close only when neither will happen again.
 */
public interface PortPoller extends AutoCloseable {
    /**
     * Sleeps until a packet waits at one of the ports, someone calls {@link #wakeup}, or the time is over.
     *
     * @param timeoutMs in milliseconds; 0 only looks, −1 waits without end
     * @return whether there may be something to do
     */
    boolean await(int timeoutMs);

    /** Ends the current {@link #await}, or the next one if there is none. */
    void wakeup();

    /** Closes the poller and none of its ports. Closing twice does nothing. */
    @Override
    void close();
}
