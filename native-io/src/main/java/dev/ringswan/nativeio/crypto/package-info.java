/**
 * Authenticated encryption of a batch of packets in place, by whichever engine is fastest on this machine.
 *
 * <pre>
 *   AeadProvider ("ipsec-mb", "jdk-intrinsic", "jca")    one per process, chosen and self-tested by AeadProviders
 *     ├── newKey(algorithm, material) → AeadKey          one per SA, shared by all workers, wiped on close
 *     └── newEngine() → AeadEngine                       one per worker thread: scratch memory
 *                         seal(AeadBatch), open(AeadBatch)
 * </pre>
 *
 * Encrypt-then-MAC pairs (AES-CBC with HMAC, NULL with HMAC) go by the same interface: to the caller they are an AEAD
 * whose associated data stands in front of the payload.
 */
@NullMarked
package dev.ringswan.nativeio.crypto;

import org.jspecify.annotations.NullMarked;
