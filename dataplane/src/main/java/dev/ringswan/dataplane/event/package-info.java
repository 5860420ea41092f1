/**
 * What the packet path tells the control thread, through one bounded queue.
 *
 * <pre>
 *   ingress, egress ──claim, commit──▶ DataplaneEvents ──poll──▶ DataplaneListener (control thread)
 * </pre>
 */
@NullMarked
package dev.ringswan.dataplane.event;

import org.jspecify.annotations.NullMarked;
