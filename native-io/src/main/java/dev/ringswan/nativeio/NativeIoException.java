package dev.ringswan.nativeio;

/** A failed system call: what was tried, the error number of Linux, and a sentence that says what to do about it. */
public final class NativeIoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param action what was tried, as in "open /dev/net/tun"
     * @param errno the error number of Linux; 0 when there was no call to fail
     * @param cure what the reader can do, a full sentence
     */
    public NativeIoException(String action, int errno, String cure) {
        super(errno == 0 ? action + ": " + cure : action + " failed (errno " + errno + "): " + cure);
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
