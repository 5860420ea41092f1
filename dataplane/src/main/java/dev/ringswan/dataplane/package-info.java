/**
 * ESP and nothing else: this package is what the gateway sees of the data plane.
 *
 * <pre>
 *   DataplaneConfig ─▶ Dataplane ─┬─ agents()            threads of the caller's run them
 *                                 ├─ control()           SAs, policy                (control thread)
 *                                 ├─ events()            lifetimes, acquires, IKE   (control thread)
 *                                 └─ …Counters()         traffic and drop reasons   (any thread)
 * </pre>
 */
@NullMarked
package dev.ringswan.dataplane;

import org.jspecify.annotations.NullMarked;
