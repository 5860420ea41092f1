/**
 * Measurements of the packet path. What is measured is the product's own code, over memory, so that the kernel does not
 * hide it.
 *
 * <pre>
 *   bursts in memory ──▶ engine alone ─────┐
 *                                          ├─ taking turns, one round after the other ──▶ JSON Lines ──▶ perf-reports
 *   bursts in memory ──▶ whole pipeline ───┘
 * </pre>
 */
@NullMarked
package dev.ringswan.bench;

import org.jspecify.annotations.NullMarked;
