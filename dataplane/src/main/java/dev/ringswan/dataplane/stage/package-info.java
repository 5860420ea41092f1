/**
 * The steps of a packet's way, one class each. A stage loops over the packets of a burst that are still alive, so that its
 * code and tables stay hot; it ends packet i by setting its verdict, and later stages skip it. No stage knows another.
 *
 * <pre>
 *             ingress                                  worker                 egress
 *   inbound   Classify → InboundLookup →               Open                → ReplayCommit → Decap → SelectorCheck → Deliver
 *             ReplayPrecheck
 *   outbound  Policy → Sequence                        Encap → Seal        → Deliver
 * </pre>
 *
 * Ingress and egress are one thread each and own all mutable SA state between them; a worker touches only the burst,
 * immutable parts of an SA, and its own engine.
 */
@NullMarked
package dev.ringswan.dataplane.stage;

import org.jspecify.annotations.NullMarked;
