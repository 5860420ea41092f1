/**
 * The state of IKE SAs and their children.
 *
 * <pre>
 *  IkeSa ─┬─ IkeSaState       initiating, responding, established, closed: each holds what only it may know
 *         ├─ MessageWindow    message IDs, retransmission, the cached response
 *         ├─ SecureChannel    keys and ciphers, once there are some
 *         └─ ChildSa …        what was agreed for traffic
 * </pre>
 */
@NullMarked
package dev.ringswan.ike.sa;

import org.jspecify.annotations.NullMarked;
