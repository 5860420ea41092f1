/**
 * The state of IKE SAs and their children.
 *
 * <pre>
 *  IkeSaTable       all of them, by SPI, connection, child and deadline
 *  RekeyCollision   what to answer when both sides change the same
 *  IkeSa ─┬─ IkeSaState       initiating, authenticating, established, closed: each holds what only it may know
 *         ├─ MessageWindow    message IDs, retransmission, the cached response
 *         ├─ Task …           requests of ours: one runs, others wait, or are deferred (DeferredTasks)
 *         ├─ Collisions       what the peer has changed meanwhile
 *         ├─ SecureChannel    keys and ciphers, once there are some
 *         └─ ChildSa …        what was agreed for traffic
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.sa;

import org.jspecify.annotations.NullMarked;
