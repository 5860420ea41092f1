package dev.ringswan.bench.load;

/**
 * Offers loads to what is measured.
 *
 * <p><em>Threading:</em> one thread.
 */
public interface Loader extends AutoCloseable {
    /** Offers {@code load} packets per second for {@code seconds}. */
    Trial run(double load, double seconds) throws Exception;

    @Override
    void close();
}
