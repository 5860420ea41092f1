/**
 * Two whole gateways in one thread, from one seed (design.md §7).
 *
 * <pre>
 *   seed ─▶ FaultPlan ─▶ Simulation                        World: virtual clock, event queue, one step at a time
 *                            │
 *   Traffic ◀─▶ Site A ◀─▶ SimulatedNetwork ◀─▶ Site B ◀─▶ Traffic
 *                │            loss, delay, …       │
 *                └──────────── Invariants ─────────┘       checked after every step
 * </pre>
 *
 * <p>Phase one has faults, and nothing wrong may happen. Then the network heals, and in phase two what is right must happen
 * within a bound. The same seed gives the same journal, hash for hash.
 */
@NullMarked
package dev.ringswan.gateway.simulation;

import org.jspecify.annotations.NullMarked;
