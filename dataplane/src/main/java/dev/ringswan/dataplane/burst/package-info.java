/**
 * What travels through a ring: one burst of packets with what the stages know of each.
 *
 * <pre>
 *   free ──claimed──▶ ingress ──published──▶ worker ──sequence passed──▶ egress ──sequence passed──▶ free
 * </pre>
 *
 * Whoever holds the sequence owns the burst; there is no pool and no reference count.
 */
@NullMarked
package dev.ringswan.dataplane.burst;

import org.jspecify.annotations.NullMarked;
