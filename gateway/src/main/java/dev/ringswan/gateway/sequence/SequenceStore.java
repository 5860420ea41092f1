package dev.ringswan.gateway.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A directory that remembers, per key, which sequence numbers may have been used. Each {@link SequenceLease} reserves them
 * in blocks, on disk before use. What cannot be read is an error, never a fresh start.
 *
 * <p>It protects against restart and crash. It cannot notice that the directory itself was set back to an older state (a
 * restored backup, a memory file system after a reboot): then the keys have to be replaced.
 *
 * <p><em>Threading:</em> one thread, the conductor's.
 */
public final class SequenceStore implements AutoCloseable {
    private static final String SUFFIX = ".sequence";
    private static final String TEMPORARY_SUFFIX = ".new";

    private final Storage storage;
    private final Set<KeyFingerprint> leased = new HashSet<>();

    SequenceStore(Storage storage) {
        this.storage = storage;
        try {
            for (String name : storage.names()) {
                if (name.endsWith(TEMPORARY_SUFFIX)) {
                    storage.delete(name); // a write that a crash cut short; the old file stands
                }
            }
        } catch (IOException e) {
            throw broken("cannot be read", e);
        }
    }

    /** Opens the directory, makes it if need be, and locks it against other gateways. */
    public static SequenceStore open(Path directory) {
        try {
            return new SequenceStore(DirectoryStorage.open(directory));
        } catch (IOException e) {
            throw new SequenceStoreException(
                    "the sequence store " + directory + " cannot be opened (" + e + "); it has to be a directory that"
                            + " the gateway may write, on a disk that keeps it over a restart.",
                    e);
        }
    }

    /**
     * Reserves the next block of numbers for a key.
     *
     * @param blockLength numbers to reserve at a time; what is left of a block at a crash is given up
     * @param limitMax exclusive end of the numbers that the SA can use at all: 2^32 without ESN
     */
    public SequenceLease lease(KeyFingerprint key, long blockLength, long limitMax) {
        if (!leased.add(key)) {
            throw new SequenceStoreException("two SAs have the same key, so they would send different packets under one"
                    + " IV. Give each direction of each child a key of its own.");
        }
        SequenceLease lease = new SequenceLease(this, key, storedLimit(key), blockLength, limitMax);
        lease.extend();
        return lease;
    }

    private long storedLimit(KeyFingerprint key) {
        String name = key.hex() + SUFFIX;
        Optional<byte[]> content;
        try {
            content = storage.read(name);
        } catch (IOException e) {
            throw broken("has a file that cannot be read: " + name, e);
        }
        if (content.isEmpty()) {
            return 1;
        }
        Optional<StoredLimit> stored = StoredLimit.decode(content.get());
        if (stored.isEmpty() || !stored.get().key().equals(key)) {
            throw new SequenceStoreException(
                    "the sequence store " + storage.description() + " has a damaged file, " + name
                            + ": nobody knows any more which numbers its key has used. Replace the key at both gateways, then"
                            + " delete the file.");
        }
        return stored.get().limit();
    }

    /** Returns when the limit is on disk, whatever happens next. */
    void store(KeyFingerprint key, long limit) {
        String name = key.hex() + SUFFIX;
        String temporary = name + TEMPORARY_SUFFIX;
        try {
            storage.write(temporary, new StoredLimit(key, limit).encode());
            storage.sync(temporary);
            storage.rename(temporary, name);
            storage.syncDirectory();
        } catch (IOException e) {
            throw broken("cannot be written", e);
        }
    }

    private SequenceStoreException broken(String what, IOException e) {
        return new SequenceStoreException(
                "the sequence store " + storage.description() + ' ' + what + " (" + e
                        + "); without it no more numbers can be used. Check the disk and the rights of the directory.",
                e);
    }

    /** Gives the lock back. What is reserved stays reserved. */
    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw broken("cannot be closed", e);
        }
    }
}
