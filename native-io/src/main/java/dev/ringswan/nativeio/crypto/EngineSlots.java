package dev.ringswan.nativeio.crypto;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a key keeps for each engine that uses it, made at the engine's first use. Engines are numbered from 0.
 *
 * <p><em>Threading:</em> any. The array is replaced, never changed, so finding a slot takes no lock.
 */
final class EngineSlots<T> {
    private final Supplier<T> maker;
    private volatile @Nullable Object[] slots = {};
    private volatile boolean closed;

    EngineSlots(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The slot of that engine. */
    @SuppressWarnings("unchecked") // Only add() fills the array, with what the maker made.
    T of(int engine) {
        @Nullable Object[] known = slots;
        if (engine < known.length) {
            @Nullable Object slot = known[engine];
            if (slot != null) {
                return (T) slot;
            }
        }
        return add(engine);
    }

    private synchronized T add(int engine) {
        checkOpen();
        T slot = maker.get();
        @Nullable Object[] more = Arrays.copyOf(slots, Math.max(slots.length, engine + 1));
        more[engine] = slot;
        slots = more;
        return slot;
    }

    /** A wiped key would still compute something, so using one is made to fail instead. */
    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this key is closed: no batch may refer to it any more");
        }
    }

    /** Calls {@code action} with each slot there is. */
    @SuppressWarnings("unchecked") // As in of().
    void forEach(Consumer<T> action) {
        for (@Nullable Object slot : slots) {
            if (slot != null) {
                action.accept((T) slot);
            }
        }
    }

    /** Forgets all slots; using one from now on throws. */
    synchronized void close() {
        closed = true;
        slots = new @Nullable Object[0];
    }
}
