package dev.ringswan.gateway.sequence;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A directory of small files with the guarantees of POSIX and no more: what was written survives a crash only after
 * {@link #sync}, a new name or a rename only after {@link #syncDirectory}. The tests have one that crashes.
 */
interface Storage extends AutoCloseable {
    /** Where this is, for messages. */
    String description();

    List<String> names() throws IOException;

    /** The whole file, or empty when there is none. */
    Optional<byte[]> read(String name) throws IOException;

    /** Makes the file, or replaces what is in it. */
    void write(String name, byte[] content) throws IOException;

    void sync(String name) throws IOException;

    /** Replaces {@code to}, if it exists, in one step. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    void syncDirectory() throws IOException;

    @Override
    void close() throws IOException;
}
