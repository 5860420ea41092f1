package dev.ringswan.nativeio.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Intel's multi-buffer library, {@code libIPSec_MB.so.1}: the handles of its functions.
 *
 * <p>The library has code for each kind of CPU and keeps pointers to the right functions in its <em>manager</em>, at
 * offsets that only its C header knows. So each pointer is believed only when it equals a function that the library
 * exports under the expected name; then {@link AeadSelfTest} still has to pass. Where a version has other offsets, {@link
 * #problem()} says so.
 *
 * <p>All calls are plain downcalls with absolute addresses: they cost 4 ns and hold up no garbage collection.
 */
final class IpsecMbLibrary {
    private static final String FILE = "libIPSec_MB.so.1";

    /** Kept, because a class says only once why it could not be initialised. */
    private static final @Nullable String PROBLEM = load();

    private IpsecMbLibrary() {}

    /** Why the library cannot be used, and the cure; null when it can. */
    static @Nullable String problem() {
        return PROBLEM;
    }

    private static @Nullable String load() {
        try {
            Handles.touch();
            return null;
        } catch (ExceptionInInitializerError e) {
            @Nullable Throwable cause = e.getCause();
            return cause instanceof IllegalStateException ? cause.getMessage() : String.valueOf(cause);
        }
    }

    /** Version and the kind of CPU it has chosen its code for. */
    static String description() {
        return Handles.DESCRIPTION;
    }

    /** Makes a manager: the state of one thread's jobs. */
    static long newManager() {
        try {
            return newManager(Handles.ALLOC, Handles.INIT, Handles.ERRNO);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long newManager(MethodHandle alloc, MethodHandle init, MethodHandle errno) throws Throwable {
        long manager = (long) alloc.invokeExact(0L);
        if (manager == 0) {
            throw new IllegalStateException(FILE + " could not allocate a manager; free some memory");
        }
        init.invokeExact(manager, 0L);
        int error = (int) errno.invokeExact(manager);
        if (error != 0) {
            throw new IllegalStateException(FILE + " has no code for this CPU (its error " + error + ")");
        }
        return manager;
    }

    static void freeManager(long manager) {
        try {
            Handles.FREE.invokeExact(manager);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Expands an AES key for CBC; 16 bytes for each of up to 15 rounds. */
    static void expandKey(int keyLength, long key, long encryption, long decryption) {
        try {
            if (keyLength == 16) {
                Handles.EXPAND_128.invokeExact(key, encryption, decryption);
            } else {
                Handles.EXPAND_256.invokeExact(key, encryption, decryption);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Fills a {@code gcm_key_data}, 64-byte aligned. */
    static void expandGcmKey(int keyLength, long key, long keyData) {
        try {
            if (keyLength == 16) {
                Handles.GCM_PRE_128.invokeExact(key, keyData);
            } else {
                Handles.GCM_PRE_256.invokeExact(key, keyData);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Hashes one block, 64 bytes for SHA-256 and 128 otherwise, and stores the bare hash state. */
    static void hashBlock(int hashLength, long block, long state) {
        try {
            switch (hashLength) {
                case 32 -> Handles.SHA_256.invokeExact(block, state);
                case 48 -> Handles.SHA_384.invokeExact(block, state);
                default -> Handles.SHA_512.invokeExact(block, state);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Seals in place, with nonce and associated data from the batch's table; writes the tag to {@code tag}. */
    static void sealGcm(long keyData, boolean longKey, long context, AeadBatch batch, int index, long tag) {
        long payload = batch.address(index);
        long length = batch.length(index);
        long nonce = batch.nonceAddress(index);
        long aad = batch.aadAddress(index);
        long aadLength = batch.aadLength(index);
        try {
            if (longKey) {
                Handles.GCM_ENC_256.invokeExact(
                        keyData, context, payload, payload, length, nonce, aad, aadLength, tag, 16L);
            } else {
                Handles.GCM_ENC_128.invokeExact(
                        keyData, context, payload, payload, length, nonce, aad, aadLength, tag, 16L);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Decrypts in place and writes the tag that the packet should have to {@code tag}; the caller compares. */
    static void openGcm(long keyData, boolean longKey, long context, AeadBatch batch, int index, long tag) {
        long payload = batch.address(index);
        long length = batch.length(index);
        long nonce = batch.nonceAddress(index);
        long aad = batch.aadAddress(index);
        long aadLength = batch.aadLength(index);
        try {
            if (longKey) {
                Handles.GCM_DEC_256.invokeExact(
                        keyData, context, payload, payload, length, nonce, aad, aadLength, tag, 16L);
            } else {
                Handles.GCM_DEC_128.invokeExact(
                        keyData, context, payload, payload, length, nonce, aad, aadLength, tag, 16L);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Writes the addresses of up to {@code count} free jobs to {@code jobs}; how many. */
    static int nextJobs(long manager, int count, long jobs) {
        try {
            return (int) Handles.NEXT_BURST.invokeExact(manager, count, jobs);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Submits the jobs; how many are finished, whose addresses then stand at {@code jobs}. */
    static int submitJobs(long manager, int count, long jobs) {
        try {
            return (int) Handles.SUBMIT_BURST.invokeExact(manager, count, jobs);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Finishes up to {@code count} jobs that are still under way; how many, whose addresses then stand at {@code jobs}. */
    static int flushJobs(long manager, int count, long jobs) {
        try {
            return (int) Handles.FLUSH_BURST.invokeExact(manager, count, jobs);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        return new IllegalStateException("a call into " + FILE + " failed", e);
    }

    /** The handles, constants to the compiler. Initialising this class fails where the library is missing or strange. */
    @SuppressWarnings("restricted") // Calling native code is what this class is for.
    private static final class Handles {
        /** Where {@code IMB_MGR} of version 1.3 keeps its function pointers; from its header, checked when loaded. */
        private static final int KEYEXP_128 = 112;

        private static final int KEYEXP_256 = 128;
        private static final int SHA256_ONE_BLOCK = 176;
        private static final int SHA384_ONE_BLOCK = 184;
        private static final int SHA512_ONE_BLOCK = 192;
        private static final int GCM128_ENC = 256;
        private static final int GCM256_ENC = 272;
        private static final int GCM128_DEC = 280;
        private static final int GCM256_DEC = 296;
        private static final int GCM128_PRE = 448;
        private static final int GCM256_PRE = 464;
        private static final int GET_NEXT_BURST = 952;
        private static final int SUBMIT_BURST_NOCHECK = 968;
        private static final int FLUSH_BURST_POINTER = 976;

        /** How exported names end, by the kind of CPU they are for. */
        private static final String[] GCM_KINDS = {"sse", "avx_gen2", "avx_gen4", "avx512", "vaes_avx512"};

        private static final String[] PLAIN_KINDS = {"sse", "avx", "avx2", "avx512"};
        private static final String[] BURST_KINDS = {
            "sse_t1", "sse_t2", "sse_t3", "avx_t1", "avx_t2", "avx2_t1", "avx2_t2", "avx512_t1", "avx512_t2"
        };

        static final MethodHandle ALLOC;
        static final MethodHandle INIT;
        static final MethodHandle ERRNO;
        static final MethodHandle FREE;
        static final MethodHandle EXPAND_128;
        static final MethodHandle EXPAND_256;
        static final MethodHandle SHA_256;
        static final MethodHandle SHA_384;
        static final MethodHandle SHA_512;
        static final MethodHandle GCM_ENC_128;
        static final MethodHandle GCM_ENC_256;
        static final MethodHandle GCM_DEC_128;
        static final MethodHandle GCM_DEC_256;
        static final MethodHandle GCM_PRE_128;
        static final MethodHandle GCM_PRE_256;
        static final MethodHandle NEXT_BURST;
        static final MethodHandle SUBMIT_BURST;
        static final MethodHandle FLUSH_BURST;
        static final String DESCRIPTION;

        static {
            SymbolLookup library = open();
            ALLOC = handle(symbol(library, "alloc_mb_mgr"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
            INIT = handle(symbol(library, "init_mb_mgr_auto"), pointers(2));
            ERRNO = handle(symbol(library, "imb_get_errno"), FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
            FREE = handle(symbol(library, "free_mb_mgr"), pointers(1));
            MethodHandle version = handle(symbol(library, "imb_get_version_str"), FunctionDescriptor.of(ADDRESS));
            try {
                String number =
                        ((MemorySegment) version.invokeExact()).reinterpret(32).getString(0);
                long manager = newManager(ALLOC, INIT, ERRNO);
                Pointers at = new Pointers(library, manager, number);
                EXPAND_128 = handle(at.known(KEYEXP_128, "aes_keyexp_128_", PLAIN_KINDS), pointers(3));
                EXPAND_256 = handle(at.known(KEYEXP_256, "aes_keyexp_256_", PLAIN_KINDS), pointers(3));
                SHA_256 = handle(at.known(SHA256_ONE_BLOCK, "sha256_one_block_", PLAIN_KINDS), pointers(2));
                SHA_384 = handle(at.known(SHA384_ONE_BLOCK, "sha384_one_block_", PLAIN_KINDS), pointers(2));
                SHA_512 = handle(at.known(SHA512_ONE_BLOCK, "sha512_one_block_", PLAIN_KINDS), pointers(2));
                GCM_ENC_128 = handle(at.known(GCM128_ENC, "aes_gcm_enc_128_", GCM_KINDS), pointers(10));
                GCM_ENC_256 = handle(at.known(GCM256_ENC, "aes_gcm_enc_256_", GCM_KINDS), pointers(10));
                GCM_DEC_128 = handle(at.known(GCM128_DEC, "aes_gcm_dec_128_", GCM_KINDS), pointers(10));
                GCM_DEC_256 = handle(at.known(GCM256_DEC, "aes_gcm_dec_256_", GCM_KINDS), pointers(10));
                GCM_PRE_128 = handle(at.known(GCM128_PRE, "aes_gcm_pre_128_", GCM_KINDS), pointers(2));
                GCM_PRE_256 = handle(at.known(GCM256_PRE, "aes_gcm_pre_256_", GCM_KINDS), pointers(2));
                FunctionDescriptor burst = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
                NEXT_BURST = handle(at.known(GET_NEXT_BURST, "get_next_burst_", BURST_KINDS), burst);
                SUBMIT_BURST = handle(at.known(SUBMIT_BURST_NOCHECK, "submit_burst_nocheck_", BURST_KINDS), burst);
                FLUSH_BURST = handle(at.known(FLUSH_BURST_POINTER, "flush_burst_", BURST_KINDS), burst);
                DESCRIPTION = number + " with " + at.kind(GCM256_ENC, "aes_gcm_enc_256_", GCM_KINDS) + " code";
                FREE.invokeExact(manager);
            } catch (IllegalStateException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("asking " + FILE + " for its version failed", e);
            }
        }

        private static SymbolLookup open() {
            try {
                return SymbolLookup.libraryLookup(FILE, Arena.global());
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        FILE + " is not there; on Debian and Ubuntu for x86-64: apt install libipsec-mb1", e);
            } catch (IllegalCallerException e) {
                throw new IllegalStateException(
                        "Java may not call native code; start it with --enable-native-access=ALL-UNNAMED", e);
            }
        }

        private static MemorySegment symbol(SymbolLookup library, String name) {
            return library.find(name)
                    .orElseThrow(() -> new IllegalStateException(
                            FILE + " exports no " + name + ": this version is not known; install version 1.3"));
        }

        private static MethodHandle handle(MemorySegment function, FunctionDescriptor type) {
            return Linker.nativeLinker().downcallHandle(function, type);
        }

        private static FunctionDescriptor pointers(int count) {
            MemoryLayout[] parameters = new MemoryLayout[count];
            Arrays.fill(parameters, JAVA_LONG);
            return FunctionDescriptor.ofVoid(parameters);
        }

        /** Initialises this class. */
        static void touch() {}
    }

    /** Reads function pointers from a manager, believing only those that the library exports. */
    private record Pointers(SymbolLookup library, long manager, String version) {
        MemorySegment known(int offset, String name, String[] kinds) {
            return Handles.symbol(library, name + kind(offset, name, kinds));
        }

        String kind(int offset, String name, String[] kinds) {
            long pointer = Memory.getLong(manager + offset);
            for (String kind : kinds) {
                if (library.find(name + kind).map(MemorySegment::address).orElse(0L) == pointer) {
                    return kind;
                }
            }
            throw new IllegalStateException(FILE + " " + version + " keeps its " + name
                    + "… functions elsewhere than 1.3" + " does; install version 1.3");
        }
    }
}
