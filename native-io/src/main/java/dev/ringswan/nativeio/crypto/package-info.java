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
 * <pre>
 *   name            AES-GCM                        the other algorithms                  needs
 *   ipsec-mb        IpsecMbEngine, direct calls    IpsecMbJobs, packets side by side     libipsec-mb1
 *   jdk-intrinsic   JdkIntrinsicEngine             JcaEngine                             an opened JDK package
 *   jca             JcaEngine                      JcaEngine                             nothing; the oracle
 * </pre>
 *
 * Encrypt-then-MAC pairs (AES-CBC with HMAC, NULL with HMAC) go by the same interface: to the caller they are an AEAD
 * whose associated data stands in front of the payload.
 */
@NullMarked
package dev.ringswan.nativeio.crypto;

import org.jspecify.annotations.NullMarked;
