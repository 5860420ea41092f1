/**
 * The daemon: opens ports, builds the data plane from a configuration, and gives its agents threads.
 *
 * <pre>
 *   configuration file ──▶ ports + SAs + policy ──▶ data plane ──▶ agents on threads
 *                                                       │
 *                                                       └──counters──▶ status lines
 * </pre>
 */
@NullMarked
package dev.ringswan.gateway;

import org.jspecify.annotations.NullMarked;
