package dev.ringswan.nativeio.crypto;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The only class that touches private parts of the JDK: the counter mode, GHASH and fused GCM methods inside {@code
 * com.sun.crypto.provider}, which the compiler replaces by hand-written AES and carry-less-multiply code. {@code
 * javax.crypto.Cipher} reaches the same code, but sets up a new cipher for each packet first.
 *
 * <p>Names may change with any JDK; {@link #problem()} then says so and {@code jca} serves instead. <em>The methods check
 * no bounds:</em> a wrong offset corrupts the heap, so callers must.
 */
final class JdkInternals {
    /** Bytes of an AES block. */
    static final int BLOCK = 16;

    /** Kept, because a class says only once why it could not be initialised. */
    private static final @Nullable String PROBLEM = find();

    private JdkInternals() {}

    /** Why the internals cannot be used, or null when they can. */
    static @Nullable String problem() {
        return PROBLEM;
    }

    private static @Nullable String find() {
        try {
            Handles.touch();
            return null;
        } catch (ExceptionInInitializerError e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Expands an AES key. The array is not kept. */
    static Object newAes(byte[] key) {
        try {
            Object aes = (Object) Handles.NEW_AES.invokeExact();
            Handles.INIT_AES.invokeExact(aes, false, "AES", key);
            return aes;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Overwrites an expanded key. */
    static void wipeAes(Object aes) {
        int @Nullable [][] rounds = (int[][]) Handles.SESSION_KEYS.get(aes);
        if (rounds != null) {
            for (int[] round : rounds) {
                Arrays.fill(round, 0);
            }
        }
        byte @Nullable [] last = (byte[]) Handles.LAST_KEY.get(aes);
        if (last != null) {
            Arrays.fill(last, (byte) 0);
        }
    }

    /** A counter mode with that key. */
    static Object newCounterMode(Object aes) {
        try {
            return (Object) Handles.NEW_GCTR.invokeExact(aes, new byte[BLOCK]);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The counter block, to be written by the caller before {@link #crypt}, which counts it up. */
    static byte[] counter(Object counterMode) {
        return (byte[]) Handles.COUNTER.get(counterMode);
    }

    /** A GHASH with that subkey. */
    static Object newGhash(byte[] subkey) {
        try {
            return (Object) Handles.NEW_GHASH.invokeExact(subkey);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The two words of hash state, to be set by the caller before {@link #hash}. */
    static long[] state(Object ghash) {
        return (long[]) Handles.STATE.get(ghash);
    }

    /** The table of powers of the subkey, which the compiled code fills. */
    static long[] powers(Object ghash) {
        return (long[]) Handles.POWERS.get(ghash);
    }

    /** XORs the keystream from the counter block on into the data; starts at a whole block. */
    static void crypt(Object counterMode, byte[] data, int offset, int length) {
        Handles.USED.set(counterMode, BLOCK);
        try {
            int ignored = (int) Handles.CRYPT.invokeExact(counterMode, data, offset, length, data, offset);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Hashes whole blocks into the state. */
    static void hash(byte[] data, int offset, int blocks, long[] state, long[] powers) {
        try {
            Handles.HASH.invokeExact(data, offset, blocks, state, powers);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Encrypts in place and hashes the ciphertext in one go; how many bytes were done, from the front: maybe none. */
    static int encryptAndHash(Object counterMode, Object ghash, byte[] data, int offset, int length) {
        Handles.USED.set(counterMode, BLOCK);
        try {
            return (int)
                    Handles.FUSED.invokeExact(data, offset, length, data, offset, data, offset, counterMode, ghash);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        return new IllegalStateException("the JDK's cipher code failed", e);
    }

    /** The handles, constants to the compiler. Initialising this class fails where a name has moved or is not open. */
    private static final class Handles {
        static final MethodHandle NEW_AES;
        static final MethodHandle INIT_AES;
        static final VarHandle SESSION_KEYS;
        static final VarHandle LAST_KEY;
        static final MethodHandle NEW_GCTR;
        static final VarHandle COUNTER;
        static final VarHandle USED;
        static final MethodHandle CRYPT;
        static final MethodHandle NEW_GHASH;
        static final VarHandle STATE;
        static final VarHandle POWERS;
        static final MethodHandle HASH;
        static final MethodHandle FUSED;

        static {
            try {
                MethodHandles.Lookup here = MethodHandles.lookup();
                String provider = "com.sun.crypto.provider.";
                Class<?> cipher = Class.forName(provider + "SymmetricCipher");
                Class<?> aes = Class.forName(provider + "AESCrypt");
                Class<?> counterMode = Class.forName(provider + "CounterMode");
                Class<?> gctr = Class.forName(provider + "GCTR");
                Class<?> ghash = Class.forName(provider + "GHASH");
                Class<?> gcm = Class.forName(provider + "GaloisCounterMode");

                MethodHandles.Lookup inAes = MethodHandles.privateLookupIn(aes, here);
                NEW_AES = inAes.findConstructor(aes, MethodType.methodType(void.class))
                        .asType(MethodType.methodType(Object.class));
                INIT_AES = inAes.findVirtual(
                                aes,
                                "init",
                                MethodType.methodType(void.class, boolean.class, String.class, byte[].class))
                        .asType(MethodType.methodType(
                                void.class, Object.class, boolean.class, String.class, byte[].class));
                SESSION_KEYS = inAes.findVarHandle(aes, "sessionK", int[][].class);
                LAST_KEY = inAes.findVarHandle(aes, "lastKey", byte[].class);

                MethodHandles.Lookup inCounterMode = MethodHandles.privateLookupIn(counterMode, here);
                NEW_GCTR = MethodHandles.privateLookupIn(gctr, here)
                        .findConstructor(gctr, MethodType.methodType(void.class, cipher, byte[].class))
                        .asType(MethodType.methodType(Object.class, Object.class, byte[].class));
                COUNTER = inCounterMode.findVarHandle(counterMode, "counter", byte[].class);
                USED = inCounterMode.findVarHandle(counterMode, "used", int.class);
                Class<?>[] spans = {byte[].class, int.class, int.class, byte[].class, int.class};
                MethodType crypt = MethodType.methodType(int.class, spans);
                CRYPT = inCounterMode
                        .findVirtual(counterMode, "implCrypt", crypt)
                        .asType(crypt.insertParameterTypes(0, Object.class));

                MethodHandles.Lookup inGhash = MethodHandles.privateLookupIn(ghash, here);
                NEW_GHASH = inGhash.findConstructor(ghash, MethodType.methodType(void.class, byte[].class))
                        .asType(MethodType.methodType(Object.class, byte[].class));
                STATE = inGhash.findVarHandle(ghash, "state", long[].class);
                POWERS = inGhash.findVarHandle(ghash, "subkeyHtbl", long[].class);
                HASH = inGhash.findStatic(
                        ghash,
                        "processBlocks",
                        MethodType.methodType(
                                void.class, byte[].class, int.class, int.class, long[].class, long[].class));

                MethodType fused =
                        MethodType.methodType(int.class, spans).appendParameterTypes(byte[].class, int.class);
                FUSED = MethodHandles.privateLookupIn(gcm, here)
                        .findStatic(gcm, "implGCMCrypt0", fused.appendParameterTypes(gctr, ghash))
                        .asType(fused.appendParameterTypes(Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** Initialises this class. */
        static void touch() {}
    }
}
