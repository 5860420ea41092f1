package dev.ringswan.ike.crypto;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key exchange methods that one endpoint can do, by transform id. Immutable.
 *
 * <p>{@link #standard} has everything; {@link #with} adds or replaces one, which is how a simulation brings its own.
 */
public final class KeyExchanges {
    private final SortedMap<Integer, KeyExchangeMethod> methods;

    private KeyExchanges(SortedMap<Integer, KeyExchangeMethod> methods) {
        this.methods = methods;
    }

    /** None at all, to add to. */
    public static KeyExchanges none() {
        return new KeyExchanges(new TreeMap<>());
    }

    /** MODP 2048, 3072, 4096; ECP 256, 384, 521; X25519, X448; ML-KEM 512, 768, 1024; MODP-1024 only when allowed. */
    public static KeyExchanges standard(WeakAlgorithms weak) {
        SortedMap<Integer, KeyExchangeMethod> methods = new TreeMap<>();
        for (ModpGroup group : ModpGroup.values()) {
            if (group != ModpGroup.MODP_1024 || weak == WeakAlgorithms.ALLOWED) {
                add(methods, new DiffieHellman(group));
            }
        }
        for (EcpGroup group : EcpGroup.all()) {
            add(methods, new DiffieHellman(group));
        }
        for (MontgomeryGroup group : MontgomeryGroup.values()) {
            add(methods, new DiffieHellman(group));
        }
        for (MlKem kem : MlKem.values()) {
            add(methods, kem);
        }
        return new KeyExchanges(methods);
    }

    /** These methods and one more, which takes the place of one with the same transform id. */
    public KeyExchanges with(KeyExchangeMethod method) {
        SortedMap<Integer, KeyExchangeMethod> copy = new TreeMap<>(methods);
        add(copy, method);
        return new KeyExchanges(copy);
    }

    /** The method of a transform id, or null. */
    public @Nullable KeyExchangeMethod of(int transformId) {
        return methods.get(transformId);
    }

    /** All methods, in the order of their ids. */
    public Collection<KeyExchangeMethod> all() {
        return Collections.unmodifiableCollection(methods.values());
    }

    private static void add(SortedMap<Integer, KeyExchangeMethod> methods, KeyExchangeMethod method) {
        methods.put(method.transformId(), method);
    }
}
