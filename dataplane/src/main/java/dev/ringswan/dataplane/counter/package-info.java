/**
 * What happened to packets, readable while it happens: {@link dev.ringswan.dataplane.counter.TrafficCounters} per SA and per
 * direction, each with the packets ended by {@link dev.ringswan.dataplane.counter.DropReason}.
 *
 * <pre>
 *   verdicts of a burst ──egress, the one writer──▶ TrafficCounters ──opaque reads──▶ anybody
 * </pre>
 */
@NullMarked
package dev.ringswan.dataplane.counter;

import org.jspecify.annotations.NullMarked;
