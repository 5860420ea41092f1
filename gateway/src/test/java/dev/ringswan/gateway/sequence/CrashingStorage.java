package dev.ringswan.gateway.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that loses power. It keeps two pictures: what a reader sees now, and what the disk holds for
 * certain. {@link #crash} makes the disk's picture real and decides by lot about everything that was not synced: content
 * is there, torn, or missing; a rename has happened or not.
 */
final class CrashingStorage implements Storage {
    /** Thrown in the middle of an operation. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        private byte[] seen;
        private byte[] synced = new byte[0];

        Content(byte[] seen) {
            this.seen = seen;
        }
    }

    private final RandomGenerator random;
    private Map<String, Content> seen = new TreeMap<>();
    private Map<String, Content> synced = new TreeMap<>();
    private int operationsLeft = Integer.MAX_VALUE;

    CrashingStorage(RandomGenerator random) {
        this.random = random;
    }

    /** The power goes in the operation after that many, before or after its effect. */
    void losePowerAfter(int operations) {
        operationsLeft = operations;
    }

    /** What is on the disk when the power is back. */
    void crash() {
        operationsLeft = Integer.MAX_VALUE;
        Map<String, Content> survived = new TreeMap<>(synced);
        List<String> changed = new ArrayList<>(seen.keySet());
        for (String name : synced.keySet()) {
            if (!seen.containsKey(name)) {
                changed.add(name);
            }
        }
        for (String name : changed) {
            if (seen.get(name) != synced.get(name) && random.nextBoolean()) {
                if (seen.containsKey(name)) {
                    survived.put(name, seen.get(name));
                } else {
                    survived.remove(name);
                }
            }
        }
        for (Content content : survived.values()) {
            if (!Arrays.equals(content.seen, content.synced)) {
                content.seen = Arrays.copyOf(content.seen, random.nextInt(content.seen.length + 1));
                content.synced = content.seen;
            }
        }
        seen = new TreeMap<>(survived);
        synced = new TreeMap<>(survived);
    }

    private Content existing(String name) {
        return Objects.requireNonNull(seen.get(name));
    }

    private void operation(Runnable effect) {
        if (operationsLeft-- == 0) {
            if (random.nextBoolean()) {
                effect.run();
            }
            throw new PowerLoss();
        }
        effect.run();
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public List<String> names() {
        return List.copyOf(seen.keySet());
    }

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(seen.get(name)).map(content -> content.seen.clone());
    }

    @Override
    public void write(String name, byte[] content) {
        operation(() -> {
            Content existing = seen.get(name);
            if (existing == null) {
                seen.put(name, new Content(content.clone()));
            } else {
                existing.seen = content.clone();
            }
        });
    }

    @Override
    public void sync(String name) {
        operation(() -> existing(name).synced = existing(name).seen);
    }

    @Override
    public void rename(String from, String to) {
        operation(() -> seen.put(to, seen.remove(from)));
    }

    @Override
    public void delete(String name) {
        operation(() -> seen.remove(name));
    }

    @Override
    public void syncDirectory() {
        operation(() -> synced = new TreeMap<>(seen));
    }

    @Override
    public void close() {}
}
